// The schema of a server's database as SQL, by pg_dump: no row of it is read. The login travels in the environment, where
// no list of processes shows it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { rowlockError } from "../../errors/registry.ts";

const ARGUMENTS = [
  "--schema-only",
  "--no-security-labels",
  "--no-subscriptions",
  "--no-tablespaces",
];
/** Besides: a copy has the server's owners, a migration its own. */
const FURTHER = {
  copy: ["--no-comments", "--no-publications"],
  migration: ["--no-owner"],
} as const;
const LIMITS = { maxBuffer: 256 * 1024 * 1024, timeout: 300_000 };

export interface DumpSchemaOptions {
  readonly connectionString: string;
  /** What the text is for. */
  readonly wants: keyof typeof FURTHER;
}

/** @param program pg_dump @throws COPY_FAILED */
export async function dumpSchema(
  program: string,
  { connectionString, wants }: DumpSchemaOptions,
): Promise<string> {
  try {
    const env = { PATH: process.env.PATH, ...loginOf(connectionString) };
    const { stdout } = await promisify(execFile)(program, [...ARGUMENTS, ...FURTHER[wants]], {
      ...LIMITS,
      env,
    });
    // Lines for psql alone.
    return stdout.replaceAll(/^\\.*$/gm, "");
  } catch (cause) {
    throw rowlockError("COPY_FAILED", {
      message: "pg_dump could not read the schema of that database",
      details: ((cause as { readonly stderr?: string }).stderr ?? "").trim(),
      hint: "Use a login that may read the whole schema, such as the database's owner",
    });
  }
}

function loginOf(connectionString: string): Readonly<Record<string, string>> {
  const { host, port, user, password, database } = new pg.Client({ connectionString });
  const mode = new URL(connectionString).searchParams.get("sslmode");
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user ?? "",
    PGDATABASE: database ?? "",
    ...(password == null ? {} : { PGPASSWORD: String(password) }),
    ...(mode === null ? {} : { PGSSLMODE: mode }),
  };
}
