// The subjects of a run, started and shown to give the same answers before anything is measured.
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type LoadProcess, startLoadProcess } from "./load/load-process.ts";
import type { DriverLoad } from "./load/messages.ts";
import { type Algorithm, type BenchRequest, REQUESTS } from "./requests.ts";
import type { RunningServer, ServerSubject, SubjectContext } from "./subjects/subject.ts";

export type Contender =
  | {
      readonly kind: "server";
      readonly name: string;
      readonly title: string;
      readonly algorithms: readonly Algorithm[];
      readonly server: RunningServer;
    }
  | {
      readonly kind: "driver";
      readonly name: string;
      readonly title: string;
      readonly algorithms: readonly Algorithm[];
      readonly process: LoadProcess<DriverLoad>;
    };

export async function startServer(
  subject: ServerSubject,
  context: SubjectContext,
): Promise<Contender> {
  const { name, title, algorithms } = subject;
  return { kind: "server", name, title, algorithms, server: await subject.start(context) };
}

export function startDriver({ database, dist }: SubjectContext): Contender {
  const process = startLoadProcess<DriverLoad>({
    path: join(dist, "bare-driver.js"),
    env: { BENCH_DATABASE_URL: database.authenticatorUrl },
  });
  return { kind: "driver", name: "driver", title: "bare driver", algorithms: ["HS256"], process };
}

export function stopContender(contender: Contender): Promise<void> {
  return contender.kind === "server" ? contender.server.stop() : contender.process.stop();
}

/** @throws Error naming the server and the request whose answer is another than the first server's */
export async function checkAgreement(
  contenders: readonly Contender[],
  { keys, database }: SubjectContext,
): Promise<void> {
  const [token = ""] = keys.tokens.HS256;
  for (const request of REQUESTS) {
    let expected: unknown;
    for (const contender of contenders) {
      if (contender.kind !== "server") continue;
      const found = await askOnce(contender.server, { request, token });
      expected ??= found;
      if (!isDeepStrictEqual(found, expected)) {
        const [one, other] = [expected, found].map((value) => JSON.stringify(value).slice(0, 300));
        throw new Error(
          `${contender.title} answers ${request.name} otherwise: ${other}, not ${one}`,
        );
      }
      await takeBack(request, { contender, database });
    }
  }
}

async function askOnce(
  { target }: RunningServer,
  { request, token }: { readonly request: BenchRequest; readonly token: string },
) {
  const url = `http://${target.host}:${target.port}${target.basePath}${request.path}`;
  const response = await fetch(url, {
    method: request.method,
    headers: {
      ...target.headers,
      authorization: `Bearer ${token}`,
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** Takes away the rows that a request left. */
export async function takeBack(
  { grows }: BenchRequest,
  of: { readonly contender: Contender; readonly database: SubjectContext["database"] },
): Promise<void> {
  if (grows === undefined) return;
  const { contender, database } = of;
  const name = contender.kind === "server" ? contender.server.databaseName : undefined;
  await database.run(`truncate ${grows} restart identity`, name);
}
