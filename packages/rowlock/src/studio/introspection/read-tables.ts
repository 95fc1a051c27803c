// Tables, views and their like as the catalog tells them now, so that a form sees what it has just changed.
import { type ColumnFacts, loadColumnFacts } from "../../catalog/parts/columns.ts";
import { loadPolicies, type PolicyFacts } from "../../catalog/parts/policies.ts";
import {
  type EffectivePrivileges,
  loadEffectivePrivileges,
} from "../../catalog/parts/privileges.ts";
import { loadRelationFacts, type RelationFacts } from "../../catalog/parts/relations.ts";
import type { QualifiedName } from "../../catalog/qualified-name.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { Privilege } from "../wire/change.ts";

/** The roles that requests of an app come with. */
const API_ROLES = ["anon", "authenticated", "service_role"];

export interface FoundTable extends RelationFacts {
  readonly columns: readonly ColumnFacts[];
  readonly policies: readonly PolicyFacts[];
  /** Of the roles that requests come with. */
  readonly privileges: readonly EffectivePrivileges[];
}

/** Rowlock's own register is nobody's business. */
export function isShown({ schema }: { readonly schema: string }): boolean {
  return schema !== "_rowlock";
}

/** All that are shown, or the one that is named. */
export function readTables(
  database: OwnerConnection,
  only?: QualifiedName,
): Promise<readonly FoundTable[]> {
  return database.read(async (client) => {
    const relations = await loadRelationFacts(client, only);
    const columns = await loadColumnFacts(client, { roles: API_ROLES, only });
    const policies = await loadPolicies(client, only);
    const privileges = await loadEffectivePrivileges(client, { roles: API_ROLES, only });
    return relations.filter(isShown).map((relation) => ({
      ...relation,
      columns: columns.get(relation.oid) ?? [],
      policies: policies.get(relation.oid) ?? [],
      privileges: privileges.get(relation.oid) ?? [],
    }));
  });
}

const PRIVILEGES = ["select", "insert", "update", "delete"] as const satisfies readonly Privilege[];

/** What a role may do with rows, by grants on the table or on any of its columns. */
export function held({
  table,
  columns,
}: EffectivePrivileges): readonly (typeof PRIVILEGES)[number][] {
  const granted = new Set<string>([table, ...columns.map((one) => one.privileges)].flat());
  return PRIVILEGES.filter((privilege) => granted.has(privilege.toUpperCase()));
}
