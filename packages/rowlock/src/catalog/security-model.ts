// All that PostgreSQL's catalog says about who may see and change which rows, read at one moment into one model.
// Guarantee: read in a read-only transaction that leaves nothing behind; every name in an expression is qualified.

import { rowlockError } from "../errors/registry.ts";
import type { SqlClient } from "../sql/sql-client.ts";
import { loadBuckets } from "./parts/buckets.ts";
import { type ColumnFacts, loadColumnFacts } from "./parts/columns.ts";
import { type Constraint, loadConstraints } from "./parts/constraints.ts";
import { loadTriggers, loadViewSources, type TriggerFacts } from "./parts/dependencies.ts";
import { type IndexFacts, loadIndexes } from "./parts/indexes.ts";
import { loadPolicies, type PolicyFacts } from "./parts/policies.ts";
import {
  type EffectivePrivileges,
  type GrantFacts,
  loadEffectivePrivileges,
  loadGrants,
} from "./parts/privileges.ts";
import { loadPublished, type PublishedFacts } from "./parts/published.ts";
import { loadRelationFacts, type RelationFacts } from "./parts/relations.ts";
import {
  type DefaultPrivilegeFacts,
  loadDefaultPrivileges,
  loadRoles,
  loadSchemas,
  type RoleFacts,
  type SchemaFacts,
} from "./parts/roles.ts";
import { loadRoutineFacts, type RoutineFacts } from "./parts/routines.ts";

export interface GuardedRelation extends RelationFacts {
  readonly columns: readonly ColumnFacts[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly IndexFacts[];
  readonly policies: readonly PolicyFacts[];
  readonly grants: readonly GrantFacts[];
  /** One entry for each of the model's roles. */
  readonly privileges: readonly EffectivePrivileges[];
  /** For a view: the relations that it reads. */
  readonly sources: readonly string[];
  readonly triggers: readonly TriggerFacts[];
  /** Null: Realtime tells nothing of its changes. */
  readonly published: PublishedFacts | null;
}

export interface SecurityModel {
  readonly roles: readonly RoleFacts[];
  readonly schemas: readonly SchemaFacts[];
  readonly relations: readonly GuardedRelation[];
  readonly routines: readonly RoutineFacts[];
  readonly defaultPrivileges: readonly DefaultPrivilegeFacts[];
  /** Buckets of Supabase Storage that everybody may read. */
  readonly publicBuckets: readonly string[];
}

export interface LoadSecurityModelOptions {
  /** The roles that requests run as; rights are worked out for these. */
  readonly roles: readonly string[];
}

/** Reads the model on a connection that is in no transaction. @throws CATALOG_UNREADABLE */
export async function loadSecurityModel(
  client: SqlClient,
  options: LoadSecurityModelOptions,
): Promise<SecurityModel> {
  await client.query("begin isolation level repeatable read read only");
  try {
    return await readSecurityModel(client, options);
  } catch (cause) {
    throw unreadable(cause);
  } finally {
    await client.query("rollback").catch(() => {});
  }
}

/** Reads the model inside the caller's transaction, whose search path it empties. */
export async function readSecurityModel(
  client: SqlClient,
  { roles }: LoadSecurityModelOptions,
): Promise<SecurityModel> {
  await client.query("set local search_path = ''");
  const relations = await loadRelationFacts(client);
  const columns = await loadColumnFacts(client, { roles });
  const constraints = await loadConstraints(client);
  const indexes = await loadIndexes(client);
  const policies = await loadPolicies(client);
  const grants = await loadGrants(client);
  const privileges = await loadEffectivePrivileges(client, { roles });
  const sources = await loadViewSources(client);
  const triggers = await loadTriggers(client);
  const published = await loadPublished(client);
  return Object.freeze({
    roles: await loadRoles(client, roles),
    schemas: await loadSchemas(client, roles),
    relations: relations.map((relation) => ({
      ...relation,
      columns: columns.get(relation.oid) ?? [],
      constraints: constraints.get(relation.oid) ?? [],
      indexes: indexes.get(relation.oid) ?? [],
      policies: policies.get(relation.oid) ?? [],
      grants: grants.get(relation.oid) ?? [],
      privileges: privileges.get(relation.oid) ?? [],
      sources: sources.get(relation.oid) ?? [],
      triggers: triggers.get(relation.oid) ?? [],
      published: published.get(relation.oid) ?? null,
    })),
    routines: await loadRoutineFacts(client, roles),
    defaultPrivileges: await loadDefaultPrivileges(client),
    publicBuckets: (await loadBuckets(client)).flatMap((bucket) =>
      bucket.public ? [bucket.id] : [],
    ),
  });
}

function unreadable(cause: unknown): unknown {
  if ((cause as { code?: string }).code !== "42501") return cause;
  return rowlockError("CATALOG_UNREADABLE", {
    message: "This login may not read PostgreSQL's catalog",
    details: cause instanceof Error ? cause.message : undefined,
    hint: "Use a login that may read pg_catalog, such as the database's owner",
    cause,
  });
}
