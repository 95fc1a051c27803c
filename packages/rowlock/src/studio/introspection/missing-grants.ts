// Tables that row level security guards and that nobody was granted: the state in which the guide's own steps leave a table
// on a project of today. What policies speak of says which privileges are missed; without policies, all four.
import { isTable } from "../../catalog/parts/relations.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { MissingGrant } from "../wire/query.ts";
import { type FoundTable, held, readTables } from "./read-tables.ts";

type Verb = MissingGrant["privileges"][number];

const VERBS: readonly Verb[] = ["select", "insert", "update", "delete"];

export async function readMissingGrants(
  database: OwnerConnection,
  exposed: readonly string[],
): Promise<readonly MissingGrant[]> {
  return missingGrants(await readTables(database), exposed);
}

/**
 * A policy for every role (`to public`) counts for authenticated alone: whether people without a sign-in should reach a
 * table is not guessed. A table with RLS off is left out, because a grant would give every row to everyone, and so is one
 * in a schema that the Data API does not serve.
 */
export function missingGrants(
  tables: readonly FoundTable[],
  exposed: readonly string[],
): readonly MissingGrant[] {
  return tables
    .filter(
      (table) =>
        isTable(table) && table.rowSecurity && !table.isPartition && exposed.includes(table.schema),
    )
    .flatMap((table) => ["anon", "authenticated"].flatMap((role) => missingFor(role, table) ?? []));
}

function missingFor(role: string, table: FoundTable): MissingGrant | undefined {
  const own = table.privileges.find((one) => one.role === role);
  const wanted = wantedBy(role, table);
  if (own === undefined || wanted.length === 0) return undefined;
  const privileges = wanted.filter((verb) => !held(own).includes(verb));
  const sequences = wanted.includes("insert") ? closedSequences(role, table) : [];
  if (privileges.length === 0 && sequences.length === 0) return undefined;
  return { schema: table.schema, table: table.name, role, privileges, sequences };
}

function wantedBy(role: string, { policies, privileges }: FoundTable): readonly Verb[] {
  const permissive = policies.filter((policy) => policy.permissive);
  if (permissive.length === 0) {
    const isOpen = privileges.some((one) => one.role !== "service_role" && held(one).length > 0);
    return role === "authenticated" && !isOpen ? VERBS : [];
  }
  const speaking = permissive.filter(
    ({ roles }) => roles.includes(role) || (role === "authenticated" && roles.includes("public")),
  );
  return VERBS.filter((verb) =>
    speaking.some(({ command }) => command === verb || command === "all"),
  );
}

/** An identity column's needs no grant. */
function closedSequences(role: string, { columns }: FoundTable): MissingGrant["sequences"] {
  return columns
    .flatMap(({ sequence }) =>
      sequence === null || sequence.identity || sequence.usableBy.includes(role) ? [] : [sequence],
    )
    .map(({ schema, name }) => ({ schema, name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
