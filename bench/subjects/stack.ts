// A whole stack as `rowlock dev` starts it, on a project of its own with people who have a password.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findFreePorts } from "../../packages/rowlock/test/free-ports.ts";
import { startChild } from "../child.ts";

export interface BenchPerson {
  readonly email: string;
  readonly password: string;
}

export interface BenchStack {
  readonly pid: number;
  /** The project's folder. */
  readonly directory: string;
  /** PostgreSQL's process: a child of the stack's. */
  readonly database: number;
  /** Where the Frontend API listens, on loopback. */
  readonly clerk: { readonly host: string; readonly port: number };
  /** Where the Data API and Storage listen. */
  readonly api: { readonly host: string; readonly port: number };
  readonly people: readonly BenchPerson[];
  stop(): Promise<void>;
}

export interface BenchStackOptions {
  /** The folder with the bundled command line. */
  readonly dist: string;
  readonly people: number;
  /** More of the project, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export async function startBenchStack({
  dist,
  people,
  files = {},
}: BenchStackOptions): Promise<BenchStack> {
  const directory = mkdtempSync(join(tmpdir(), "rowlock-bench-stack-"));
  const persons = Array.from({ length: people }, (_, number) => ({
    email: `person${number}@example.com`,
    password: `correct-horse-${number}`,
  }));
  writeFileSync(
    join(directory, "rowlock.toml"),
    `${TEMPLATE}${LONG_TEMPLATE}${persons.map(seedOf).join("")}`,
  );
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const { base } = await findFreePorts();
  const child = startChild({
    command: process.execPath,
    args: [
      ...(process.env.BENCH_NODE_ARGS?.split(" ") ?? []),
      join(dist, "rowlock.js"),
      ...["dev", "--dir", directory, "--port-base", String(base)],
    ],
  });
  await child.waitFor(/(Ready in)/);
  const { cluster, ports } = JSON.parse(
    readFileSync(join(directory, ".rowlock/stack.json"), "utf8"),
  );
  const [database] = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  return {
    pid: child.pid,
    directory,
    database: Number(database),
    clerk: { host: "localhost", port: ports.clerk },
    api: { host: "127.0.0.1", port: ports.api },
    people: persons,
    async stop() {
      await child.stop();
      // As root the cluster lies outside the project's folder.
      rmSync(cluster, { recursive: true, force: true });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The guide's. */
const TEMPLATE = `
[[clerk.jwt_templates]]
name = "supabase"
signing_algorithm = "HS256"
signing_key = "project"
claims = { aud = "authenticated", role = "authenticated", email = "{{user.primary_email_address}}", app_metadata = {}, user_metadata = {} }
`;

/** The same, for a whole run. */
const LONG_TEMPLATE = TEMPLATE.replace('"supabase"', '"bench"').replace(
  "claims =",
  "lifetime = 86400\nclaims =",
);

function seedOf({ email, password }: BenchPerson): string {
  return `\n[[clerk.users]]\nemail_address = "${email}"\npassword = "${password}"\n`;
}
