// A copy of a database that is named by its URL: its schema read by pg_dump where one is on this machine, else what the
// migrations make. No row of it is read.
import type { SecurityModel } from "../catalog/security-model.ts";
import { serverOf } from "../database/describe-connection-url.ts";
import { dumpSchema } from "../database/dump/dump-schema.ts";
import { findPgDump } from "../database/dump/find-pg-dump.ts";
import { readServerRoles, restoreSchema } from "../database/dump/restore-schema.ts";
import { withClient } from "../database/pool/with-client.ts";
import { EMBEDDED_LOGINS } from "../database/role-names.ts";
import { rowlockError } from "../errors/registry.ts";
import type { Judged } from "../policy/judged/judged.ts";
import { hasMigrations, type JudgedOptions, loadModel } from "./judged-database.ts";
import { type ScratchDatabase, withScratchDatabase } from "./scratch/with-scratch-database.ts";

export interface NamedCopy {
  readonly judged: Judged;
  readonly scratch: ScratchDatabase;
  /** What is on the server. */
  readonly model: SecurityModel;
}

/** @throws PROVE_NOTHING_TO_COPY, COPY_FAILED, DATABASE_UNREACHABLE, and what replaying the migrations throws */
export async function withNamedCopy<T>(
  databaseUrl: string,
  options: JudgedOptions,
  work: (copy: NamedCopy) => Promise<T>,
): Promise<T> {
  const { opened, onJudged } = options;
  const model = await loadModel(databaseUrl, opened);
  const { major, dump } = await readDump(databaseUrl);
  if (dump === undefined && !(await hasMigrations(opened))) throw nothingToCopy(major);
  const copied = dump === undefined ? "migrations" : "dump";
  const judged: Judged = { kind: "named", server: serverOf(databaseUrl), copied };
  onJudged(judged);
  return withScratchDatabase({ ...options, ...(dump && { fill: fillWith(dump) }) }, (scratch) =>
    work({ judged, scratch, model }),
  );
}

type Dump = Pick<Parameters<typeof restoreSchema>[0], "roles" | "dump">;

interface FoundDump {
  /** The server's version. */
  readonly major: number;
  /** Undefined: no program here can read that server. */
  readonly dump: Dump | undefined;
}

async function readDump(databaseUrl: string): Promise<FoundDump> {
  const { major, roles } = await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ number: string }>(
      "select pg_catalog.current_setting('server_version_num') as number",
    );
    const number = Number(rows[0]?.number);
    return { major: Math.floor(number / 10_000), roles: await readServerRoles(client) };
  });
  const program = await findPgDump({ atLeast: major, path: process.env.PATH ?? "" });
  if (program === undefined) return { major, dump: undefined };
  const dump = await dumpSchema(program, { connectionString: databaseUrl, wants: "copy" });
  return { major, dump: { roles, dump } };
}

function fillWith(dump: Dump) {
  return ({ superuserUrl }: ScratchDatabase) =>
    restoreSchema({ ...dump, superuserUrl, kept: Object.values(EMBEDDED_LOGINS) });
}

function nothingToCopy(major: number) {
  return rowlockError("PROVE_NOTHING_TO_COPY", {
    message: `There are no migrations to build a copy from, and no pg_dump of version ${major} or later on this machine, as that server needs it`,
    hint: `Install PostgreSQL's client programs of version ${major}, or keep the schema as migrations`,
  });
}
