// The measurements: for each request, signature and number of connections all contenders in turn, round after round, so
// that a slow moment of the machine meets all of them alike.
import { type Contender, takeBack } from "./contenders.ts";
import type { LoadProcess } from "./load/load-process.ts";
import type { HttpLoad } from "./load/messages.ts";
import { measure, type Sample } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { type Algorithm, type BenchRequest, REQUESTS } from "./requests.ts";
import { type Cell, summarize } from "./results.ts";
import type { SubjectContext } from "./subjects/subject.ts";

const WARM_UP_SECONDS = 0.5;

export interface RunCellsOptions {
  readonly contenders: readonly Contender[];
  readonly context: SubjectContext;
  readonly options: BenchOptions;
  readonly generator: LoadProcess<HttpLoad>;
  readonly onCell: (cells: readonly Cell[]) => void;
}

interface Setting {
  readonly request: BenchRequest;
  readonly algorithm: Algorithm;
  readonly connections: number;
}

export async function runCells(run: RunCellsOptions): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const setting of settingsOf(run.options)) {
    const able = run.contenders.filter((one) => one.algorithms.includes(setting.algorithm));
    const samples = new Map<Contender, Sample[]>(able.map((one) => [one, []]));
    for (let round = 0; round < run.options.rounds; round += 1) {
      for (const contender of rotated(able, round)) {
        samples.get(contender)?.push(await sampleOf(contender, { setting, run }));
        await takeBack(setting.request, { contender, database: run.context.database });
      }
    }
    const { request, algorithm, connections } = setting;
    const found = [...samples].map(([{ name }, all]) => ({
      request: request.name,
      title: request.title,
      algorithm,
      connections,
      subject: name,
      ...summarize(all),
    }));
    run.onCell(found);
    cells.push(...found);
  }
  return cells;
}

function settingsOf({ requests, connections }: BenchOptions): readonly Setting[] {
  return REQUESTS.filter(({ name }) => requests.includes(name)).flatMap((request) =>
    request.algorithms.flatMap((algorithm) =>
      connections.map((count) => ({ request, algorithm, connections: count })),
    ),
  );
}

/** Nobody always comes after the same one. */
function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const at = by % Math.max(1, items.length);
  return [...items.slice(at), ...items.slice(0, at)];
}

async function sampleOf(
  contender: Contender,
  { setting, run }: { readonly setting: Setting; readonly run: RunCellsOptions },
): Promise<Sample> {
  const { database, keys } = run.context;
  const { request, connections } = setting;
  const { seconds } = run.options;
  const tokens = keys.tokens[setting.algorithm];
  if (contender.kind === "driver") {
    const { process } = contender;
    const claims = tokens.map(claimsOf);
    await process.warm({
      request: request.name,
      claims,
      connections,
      warmUpSeconds: WARM_UP_SECONDS,
    });
    return measure({
      subject: process.pid,
      database: database.pid,
      load: undefined,
      run: () => process.measure(seconds),
    });
  }
  const { target, pid } = contender.server;
  await run.generator.warm({
    ...target,
    method: request.method,
    path: target.basePath + request.path,
    body: request.body,
    status: request.status,
    tokens,
    connections,
    warmUpSeconds: WARM_UP_SECONDS,
  });
  return measure({
    subject: pid,
    database: database.pid,
    load: run.generator.pid,
    run: () => run.generator.measure(seconds),
  });
}

function claimsOf(token: string): string {
  return Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
}
