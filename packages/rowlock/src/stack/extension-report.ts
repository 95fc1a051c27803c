// What `rowlock status` says of the engine and of extensions: whose each is, which the tests have tried, and what
// migrations and seeds were passed over for want of one.
import { OWN_COMMENT, OWN_EXTENSIONS } from "../database/engine/own-extensions.ts";
import { TRIED_EXTENSIONS } from "../database/engine/tried-extensions.ts";
import { type PassedOver, readPassedOver } from "../database/migrations/passed-over.ts";
import { withClient } from "../database/pool/with-client.ts";
import type { SqlClient } from "../sql/sql-client.ts";

export interface ExtensionReport {
  /** PostgreSQL's version, such as `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string;
  /** Created, and given by Rowlock itself. */
  readonly own: readonly string[];
  /** Created, and a name alone: none of its functions is here. */
  readonly placeholders: readonly string[];
  /** Created, and the engine's. */
  readonly engine: readonly EngineExtension[];
  readonly passedOver: readonly PassedOver[];
}

export interface EngineExtension {
  readonly name: string;
  readonly version: string;
  /** True: Rowlock's tests have seen it work. */
  readonly tried: boolean;
}

const CREATED = `
  select extname as name, extversion as version,
    coalesce(pg_catalog.obj_description(oid, 'pg_extension') like '%' || $1, false) as own
  from pg_catalog.pg_extension where extname <> 'plpgsql' order by extname`;

/** @throws DATABASE_UNREACHABLE */
export function readExtensionReport(ownerUrl: string): Promise<ExtensionReport> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string; version: string; own: boolean }>(CREATED, [
      OWN_COMMENT,
    ]);
    const placeholders = new Set(
      OWN_EXTENSIONS.filter(({ placeholder }) => placeholder).map(({ name }) => name),
    );
    const own = rows.filter((row) => row.own).map(({ name }) => name);
    return {
      version: await readVersion(client),
      own: own.filter((name) => !placeholders.has(name)),
      placeholders: own.filter((name) => placeholders.has(name)),
      engine: rows
        .filter((row) => !row.own)
        .map(({ name, version }) => ({ name, version, tried: TRIED_EXTENSIONS.has(name) })),
      passedOver: await readPassedOver(client),
    };
  });
}

async function readVersion(client: SqlClient): Promise<string> {
  const { rows } = await client.query<{ version: string }>(
    "select pg_catalog.current_setting('server_version') as version",
  );
  return rows[0]?.version ?? "";
}
