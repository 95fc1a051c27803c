// What migrations name of the platform, in a database by URL that is a plain PostgreSQL: hosted's roles, all of auth, the
// schemas storage and realtime, the publication. Whatever is there already, hosted's own above all, is left alone.
// Not vault, cron and net: what works them runs beside Rowlock's own server only, and a job that nothing runs would be a
// lie. The login owns what is made, so its migrations may write policies and triggers there; no guard keeps it.

import type { SqlClient } from "../../sql/sql-client.ts";
import { ensureRole } from "../ensure-role.ts";
import { EXTERNAL_LOGINS } from "../role-names.ts";
import { AUTH_TABLES } from "./auth-tables.ts";
import { MESSAGE_PROBE, probeGrants } from "./message-probe.ts";
import { PLATFORM_ROLES } from "./platform-roles.ts";
import { MESSAGES_PUBLICATION, REALTIME } from "./realtime.ts";
import { STORAGE_FUNCTIONS } from "./storage-functions.ts";
import { STORAGE_TABLES } from "./storage-tables.ts";

/** Named by migrations and dumps; none of them can log in. */
const ROLES = ["postgres", "supabase_admin", "authenticator", ...PLATFORM_ROLES];

const PUBLICATION = `
  do $$
  begin
    if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
      create publication supabase_realtime;
    end if;
  end
  $$;
`;

interface Missing {
  readonly auth: boolean;
  readonly storage: boolean;
  readonly realtime: boolean;
  readonly publication: boolean;
  readonly probe: boolean;
  /** Messages lie in partitions of Rowlock's, which it made here at an earlier start. */
  readonly keepsPartitions: boolean;
}

// A schema of the name that holds something else is somebody's own.
const MISSING = `
  select
    to_regclass('auth.sessions') is null as auth,
    to_regnamespace('storage') is null as storage,
    to_regnamespace('realtime') is null as realtime,
    not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') as publication,
    to_regprocedure('_rowlock.probe_messages(uuid[], text, text[])') is null
      and (to_regnamespace('realtime') is null or to_regclass('realtime.messages') is not null) as probe,
    coalesce(has_function_privilege(to_regprocedure('_rowlock.ensure_message_partitions()'), 'execute'), false)
      as "keepsPartitions"`;

/** Runs in the caller's transaction, after ensureAppSchemas(); where the login may not, nothing of it is made, and it is told. */
export async function ensurePlainPlatform(
  client: SqlClient,
  onNotice?: (notice: string) => void,
): Promise<void> {
  const { rows } = await client.query<Missing>(MISSING);
  const [missing] = rows;
  if (missing === undefined) return;
  if (missing.keepsPartitions) {
    await client.query(`select _rowlock.ensure_message_partitions(); ${MESSAGES_PUBLICATION}`);
  }
  const names = (["auth", "storage", "realtime", "publication"] as const).filter(
    (name) => missing[name],
  );
  // A publication alone that lacks is somebody's doing.
  if (names.some((name) => name !== "publication")) {
    const made = await unlessRefused(client, () => make(client, missing));
    if (!made) {
      onNotice?.(
        `That database lacks what Supabase has of ${names.join(", ")}, and this login may not make it: migrations that name it will fail. Use a superuser's login, or one that owns the database and has CREATEROLE`,
      );
      if (missing.realtime) return;
    }
  }
  if (!missing.probe) return;
  const made = await unlessRefused(client, () => client.query(PROBE));
  if (!made) {
    onNotice?.(
      "This login may make no schema in that database, so nobody is let into Realtime's private channels",
    );
  }
}

const PROBE = `
  create schema if not exists _rowlock;
  ${MESSAGE_PROBE}
  revoke execute on function _rowlock.probe_messages(uuid[], text, text[]) from public;
  ${probeGrants(EXTERNAL_LOGINS)}
`;

/** False: the login may not do it, and nothing of it is done. */
async function unlessRefused(client: SqlClient, work: () => Promise<unknown>): Promise<boolean> {
  await client.query("savepoint platform");
  try {
    await work();
    return true;
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "42501") throw error;
    await client.query("rollback to savepoint platform");
    return false;
  }
}

async function make(client: SqlClient, missing: Missing): Promise<void> {
  for (const name of ROLES) {
    await ensureRole(client, { name, attributes: "nologin noinherit", alter: false });
  }
  if (missing.auth) await client.query(AUTH_TABLES);
  if (missing.storage) {
    await client.query(`create schema storage; ${STORAGE_TABLES} ${STORAGE_FUNCTIONS}`);
  }
  if (missing.realtime) {
    await client.query(
      `create schema if not exists _rowlock; create schema realtime; ${REALTIME}
       revoke execute on all functions in schema _rowlock from public; ${MESSAGES_PUBLICATION}`,
    );
  }
  if (missing.publication) await client.query(PUBLICATION);
}
