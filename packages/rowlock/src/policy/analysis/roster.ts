// Rosters: tables that say something of a person and nothing of the guarded row, such as administrators, staff or
// subscribers. A subquery on one asks who the caller is, as a claim would; on any other table it forgot the row.
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { meaningsOf } from "../expression/claim-meaning.ts";
import type { Condition } from "../expression/condition.ts";
import type { TableReference } from "../expression/expression.ts";
import type { PolicyGuards } from "../expression/guard.ts";
import { foreignKeysOf, type OwnershipByRelation } from "./ownership.ts";

export type Unrelated = Extract<Condition, { kind: "unrelated" }>;

export interface RosterContext {
  readonly findRelation: (table: TableReference) => GuardedRelation | undefined;
  readonly ownership: OwnershipByRelation;
}

/** A table of everybody, in which merely to be says nothing. */
const PEOPLE_TABLES = /^(users?|profiles?|people|accounts?|customers?|members?)$/i;

/** Whether a subquery that is not tied to the row could not be tied to it, and asks only who the caller is. */
export function asksForRoster(
  condition: Unrelated,
  guarded: GuardedRelation,
  context: RosterContext,
): boolean {
  if (condition.forgets) return false;
  if (!condition.callers.some((caller) => meaningsOf(caller).has("user"))) return false;
  const tables = condition.tables.map(context.findRelation);
  const known = tables.filter((table) => table !== undefined);
  if (known.length < tables.length || known.some((table) => isLinked(table, guarded, context))) {
    return false;
  }
  return known.some(
    (table) =>
      usersIn(table, context).length > 0 &&
      (decisiveColumns(condition.named, table, context).length > 0 ||
        !PEOPLE_TABLES.test(table.name)),
  );
}

/** What a subquery looks at in a table besides whose a row is: what decides. */
export function decisiveColumns(
  named: readonly string[],
  table: GuardedRelation,
  context: RosterContext,
): readonly string[] {
  const users = usersIn(table, context);
  return table.columns
    .map((column) => column.name)
    .filter((name) => named.includes(name) && !users.includes(name));
}

export function usersIn(
  { oid }: GuardedRelation,
  { ownership }: Pick<RosterContext, "ownership">,
): readonly string[] {
  const owners = ownership.get(oid)?.columns ?? [];
  return owners.filter((owner) => owner.kind === "user").map((owner) => owner.column);
}

/**
 * By relation: the columns that decide, of the tables that some policy asks who the caller is. None where a further
 * table is asked what a value of them allows, as of roles and their permissions: then no value is known to allow nothing.
 */
export function findRosters(
  relations: readonly GuardedRelation[],
  guards: ReadonlyMap<string, readonly PolicyGuards[]>,
  context: RosterContext,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const joined = new Set<string>();
  for (const relation of relations) {
    for (const guard of (guards.get(relation.oid) ?? []).flatMap((one) => [one.using, one.check])) {
      for (const condition of guard?.understood ? guard.alternatives.flat() : []) {
        if (condition.kind !== "unrelated" || !asksForRoster(condition, relation, context))
          continue;
        for (const reference of condition.tables) {
          const table = context.findRelation(reference);
          if (table === undefined || usersIn(table, context).length === 0) continue;
          const columns = decisiveColumns(condition.named, table, context);
          if (condition.tables.length > 1) joined.add(table.oid);
          found.set(table.oid, [...new Set([...(found.get(table.oid) ?? []), ...columns])]);
        }
      }
    }
  }
  for (const oid of joined) found.set(oid, []);
  return found;
}

/** A foreign key between them or to the same third table, or an id of the same name, could have tied them. */
function isLinked(
  table: GuardedRelation,
  guarded: GuardedRelation,
  context: RosterContext,
): boolean {
  if (table.oid === guarded.oid) return true;
  const targets = linksOf(table, context);
  const others = linksOf(guarded, context);
  if (targets.has(guarded.oid) || others.has(table.oid)) return true;
  if ([...targets].some((target) => others.has(target))) return true;
  const users = new Set([...usersIn(table, context), ...usersIn(guarded, context)]);
  const ids = idColumns(table).filter((name) => !users.has(name));
  return idColumns(guarded).some((name) => ids.includes(name));
}

function linksOf(relation: GuardedRelation, context: RosterContext): ReadonlySet<string> {
  const users = usersIn(relation, context);
  const keys = foreignKeysOf(relation).filter(
    (key) => !key.columns.some((column) => users.includes(column)),
  );
  return new Set(keys.map((key) => key.target));
}

function idColumns({ columns }: GuardedRelation): readonly string[] {
  return columns
    .filter(
      ({ name, baseType }) => /(_id|Id)$/.test(name) || (baseType === "uuid" && name !== "id"),
    )
    .map((column) => column.name);
}
