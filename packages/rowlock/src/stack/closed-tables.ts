// Tables that no request reaches, because nobody was granted anything on them: what Supabase does since 2026-05-30 with
// tables whose migrations grant nothing, and what an app that is older than that does not expect. Said, with the ways out.
import { loadPolicies } from "../catalog/parts/policies.ts";
import { type EffectivePrivileges, loadEffectivePrivileges } from "../catalog/parts/privileges.ts";
import { isTable, loadRelationFacts } from "../catalog/parts/relations.ts";
import { loadDefaultPrivileges } from "../catalog/parts/roles.ts";
import type { Project } from "../config/project.ts";
import { withClient } from "../database/pool/with-client.ts";
import type { SqlClient } from "../sql/sql-client.ts";

export interface ClosedTables {
  /** Tables of public in all. */
  readonly tables: number;
  /** Those on which neither anon, authenticated nor service_role may do anything. */
  readonly closed: number;
  /** Of these, those with policies, which say that somebody is meant to reach them. */
  readonly closedWithPolicies: number;
  /** Whether tables that the owner makes from now on are granted at once. */
  readonly exposesNew: boolean;
}

const ROLES = ["anon", "authenticated", "service_role"];

/** Without any of these no request does anything. */
const USED = new Set(["SELECT", "INSERT", "UPDATE", "DELETE"]);

/** By the connection of the database's owner. */
export async function readClosedTables(client: SqlClient): Promise<ClosedTables> {
  const relations = await loadRelationFacts(client);
  const policies = await loadPolicies(client);
  const privileges = await loadEffectivePrivileges(client, { roles: ROLES });
  const defaultPrivileges = await loadDefaultPrivileges(client);
  const { rows } = await client.query<{ login: string }>("select current_user as login");
  const tables = relations.filter(
    (one) => one.schema === "public" && isTable(one) && !one.isPartition && !one.fromExtension,
  );
  const closed = tables.filter(({ oid }) => !privileges.get(oid)?.some(isUsed));
  return {
    tables: tables.length,
    closed: closed.length,
    closedWithPolicies: closed.filter(({ oid }) => policies.has(oid)).length,
    exposesNew: defaultPrivileges.some(
      ({ creator, schema, objects, grantee }) =>
        creator === rows[0]?.login &&
        objects === "tables" &&
        (schema === null || schema === "public") &&
        ROLES.includes(grantee),
    ),
  };
}

function isUsed({ table, columns }: EffectivePrivileges): boolean {
  return [table, ...columns.map(({ privileges }) => privileges)]
    .flat()
    .some((one) => USED.has(one));
}

/** The project's config.toml does not say which grants it was written for, and its tables look like the old ones. */
export function isForOldGrants({ supabase }: Project, found: ClosedTables): boolean {
  return supabase.api.auto_expose_new_tables === undefined && looksForgotten(found);
}

/** A table that is closed on purpose has no policies, and others beside it that are granted. */
function looksForgotten({ tables, closed, closedWithPolicies }: ClosedTables): boolean {
  return closedWithPolicies > 0 || (closed > 0 && closed === tables);
}

/** What holds and what to do about it, in one sentence or two; undefined when nothing is odd. */
export async function describeClosedTables(
  ownerUrl: string,
  project: Project,
): Promise<string | undefined> {
  const found = await withClient(ownerUrl, readClosedTables);
  if (!looksForgotten(found)) return undefined;
  const setting = project.supabase.api.auto_expose_new_tables;
  const what = `Nobody is granted anything on ${found.closed} of ${found.tables} tables in public, so every request for them ends with 42501`;
  if (setting === undefined) {
    return `${what}, as on Supabase since 2026-05-30. For an app that is older: auto_expose_new_tables = true under [api] in supabase/config.toml, then rowlock db reset. Or rowlock audit --fix, which writes the grants that the policies ask for. If it is meant so: auto_expose_new_tables = false`;
  }
  if (!setting || found.exposesNew) return undefined;
  return `${what}: they were made before auto_expose_new_tables = true was set. rowlock db reset makes them anew`;
}
