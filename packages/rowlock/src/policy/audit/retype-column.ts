// Makes a uuid column text. PostgreSQL refuses while policies mention the column: they are dropped and made again as
// they were. In between nobody sees a row.
import type { PolicyFacts } from "../../catalog/parts/policies.ts";
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { empty, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { foreignKeysOf } from "../analysis/ownership.ts";
import { nameList, relationName, statements } from "../fix/fix.ts";

/** Null where a person has to decide: a view reads the table, or a policy compares the column as a uuid. */
export function retypeColumn(
  relation: AnalysedRelation,
  column: string,
  { relations }: DatabaseAnalysis,
): string | null {
  if (relations.some((one) => one.sources.includes(relation.oid))) return null;
  const dependent = relations.flatMap((table) =>
    table.policies
      .filter((policy) => mentions(policy, column))
      .filter((policy) => table.oid === relation.oid || mentions(policy, relation.name))
      .map((policy) => ({ table, policy })),
  );
  if (dependent.some(({ policy }) => /\buuid\b|\bauth\.uid\(/.test(textOf(policy)))) return null;
  const target = relationName(relation);
  const keys = foreignKeysOf(relation).filter((key) => key.columns.includes(column));
  const name = readableName(column);
  return statements(
    ...dependent.map(
      ({ table, policy }) =>
        sql`drop policy ${readableName(policy.name)} on ${relationName(table)}`,
    ),
    ...keys.map(
      (key) => sql`alter table ${target} drop constraint if exists ${readableName(key.name)}`,
    ),
    sql`alter table ${target} alter column ${name} type text using ${name}::text`,
    ...dependent.map(({ table, policy }) => createPolicy(table, policy)),
  );
}

function textOf({ using, check }: PolicyFacts): string {
  return `${using ?? ""} ${check ?? ""}`;
}

function mentions(policy: PolicyFacts, name: string): boolean {
  return textOf(policy).includes(name);
}

function createPolicy(table: GuardedRelation, policy: PolicyFacts): Sql {
  const { name, command, permissive, roles, using, check } = policy;
  const kind = permissive ? empty : sql` as restrictive`;
  const clauses = sql`${using === null ? empty : sql` using (${trusted(using)})`}${check === null ? empty : sql` with check (${trusted(check)})`}`;
  return sql`create policy ${readableName(name)} on ${relationName(table)}${kind} for ${trusted(command)} to ${nameList(roles)}${clauses}`;
}
