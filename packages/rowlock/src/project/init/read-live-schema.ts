// The schema of a database that was made in a dashboard, as the first migration of a project: read by pg_dump, which a
// machine has or not. No row is read, and nothing is changed on that server.

import { PLATFORM_ROLES } from "../../database/baseline/platform-roles.ts";
import { serverOf } from "../../database/describe-connection-url.ts";
import { dumpAsMigration } from "../../database/dump/dump-as-migration.ts";
import { dumpSchema } from "../../database/dump/dump-schema.ts";
import { findPgDump } from "../../database/dump/find-pg-dump.ts";
import { readServerRoles } from "../../database/dump/restore-schema.ts";
import { readLocalMigrations } from "../../database/migrations/local-migrations.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { API_ROLES, EMBEDDED_LOGINS, EXTERNAL_LOGINS } from "../../database/role-names.ts";
import { checkServerVersion } from "../../database/roles/server-version.ts";
import { rowlockError } from "../../errors/registry.ts";
import type { InitStep } from "./init-step.ts";

export interface LiveSchema {
  readonly step: InitStep;
  /** The migration's, which that server has applied already in all but name. */
  readonly version: string;
  /** What a reader should know: what was left out, what the server is. */
  readonly warnings: readonly string[];
}

export interface ReadLiveSchemaOptions {
  readonly supabaseDirectory: string;
  readonly databaseUrl: string;
  /** The folders of programs, as the environment lists them. */
  readonly path: string;
  readonly now: Date;
}

/** @throws INIT_SCHEMA_PRESENT, PG_DUMP_MISSING, DATABASE_TOO_OLD, COPY_FAILED, DATABASE_UNREACHABLE */
export async function readLiveSchema(options: ReadLiveSchemaOptions): Promise<LiveSchema> {
  await refuseMigrations(options);
  const { databaseUrl } = options;
  const warnings: string[] = [];
  const server = await readServer(databaseUrl, (notice) => warnings.push(notice));
  const version = options.now.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const path = `supabase/migrations/${version}_remote_schema.sql`;
  const program = await findPgDump({ atLeast: server.major, path: options.path });
  if (program === undefined) throw dumpMissing(server.major, path);
  const dump = await dumpSchema(program, { connectionString: databaseUrl, wants: "migration" });
  const { text, leftOut } = dumpAsMigration(dump, server);
  if (leftOut.length > 0) {
    warnings.push(`Left out, since a migration can't make it here: ${leftOut.join(", ")}`);
  }
  const name = serverOf(databaseUrl);
  const content = `-- The schema of ${name}, as it was when rowlock init read it.\n\n${text}`;
  return {
    step: { kind: "file", path, what: `the schema of ${name}, as pg_dump reads it`, content },
    version,
    warnings,
  };
}

async function refuseMigrations({ supabaseDirectory }: ReadLiveSchemaOptions): Promise<void> {
  const { migrations } = await readLocalMigrations(supabaseDirectory);
  const [first] = migrations;
  if (first === undefined) return;
  throw rowlockError("INIT_SCHEMA_PRESENT", {
    message: `The schema was not read: there are migrations already, ${first.path} first`,
    hint: "Leave --db-url out to keep them, or move them away. Nothing was changed",
  });
}

const KNOWN = new Set<string>([
  "supabase_admin",
  ...API_ROLES,
  ...PLATFORM_ROLES,
  ...Object.values(EMBEDDED_LOGINS),
  ...Object.values(EXTERNAL_LOGINS),
]);

interface Server {
  readonly major: number;
  readonly login: string;
  /** Roles of its own. */
  readonly roles: readonly string[];
}

function readServer(url: string, onNotice: (notice: string) => void): Promise<Server> {
  return withClient(url, async (client) => {
    await checkServerVersion(client, onNotice);
    const { rows } = await client.query<{ major: number; login: string }>(
      `select current_setting('server_version_num')::int / 10000 as major, current_user as login`,
    );
    const { roles } = await readServerRoles(client);
    const { major = 0, login = "" } = rows[0] ?? {};
    const own = roles.map(({ name }) => name).filter((name) => !KNOWN.has(name) && name !== login);
    // What the platform's superuser makes is not what the app's owner makes.
    return { major, login: KNOWN.has(login) ? "postgres" : login, roles: own };
  });
}

function dumpMissing(major: number, path: string): Error {
  const install =
    process.platform === "darwin"
      ? "brew install libpq"
      : `apt-get install postgresql-client-${major}`;
  return rowlockError("PG_DUMP_MISSING", {
    message: `The schema was not read: there is no pg_dump of version ${major} or later on this machine`,
    hint: `Install it (${install}) and run this again; or, with Docker, run: supabase db dump --db-url "$DATABASE_URL" -f ${path}`,
  });
}
