// Tables that policies trust to say who is in a group or what somebody is, and into which callers can write themselves.
// A write that asks only for one's own user id lets anyone choose the group, or the rank.
import {
  type AnalysedRelation,
  type DatabaseAnalysis,
  policiesFor,
} from "../analysis/database-analysis.ts";
import { asksForRoster, decisiveColumns, usersIn } from "../analysis/roster.ts";
import type { Condition } from "../expression/condition.ts";
import type { Guard } from "../expression/guard.ts";
import { keepingTrigger } from "./keeping-trigger.ts";
import { maySetColumn } from "./set-column.ts";
import { policyRelations } from "./weak-policies.ts";

export interface SelfGranted {
  /** The table that is trusted. */
  readonly table: AnalysedRelation;
  /** The policy of that table that lets callers in. */
  readonly opening: string;
  readonly verb: "insert" | "update";
  readonly role: string;
  /** A trigger that seems to keep what decides as it was. */
  readonly keptBy: string | undefined;
  /** A policy that trusts it. */
  readonly trusting: { readonly relation: AnalysedRelation; readonly policy: string };
}

interface Trust {
  readonly table: AnalysedRelation;
  readonly decisive: readonly string[];
  readonly trusting: SelfGranted["trusting"];
}

export function* selfGranted(database: DatabaseAnalysis): Generator<SelfGranted> {
  const seen = new Set<string>();
  for (const trust of trustedTables(database)) {
    for (const role of database.requestRoles) {
      for (const verb of ["insert", "update"] as const) {
        const opening = openingPolicy(trust, { role, verb, database });
        const key = `${trust.table.oid} ${opening}`;
        if (opening === undefined || seen.has(key)) continue;
        seen.add(key);
        const { table, decisive, trusting } = trust;
        const keptBy = keepingTrigger(table, decisive, database);
        yield { table, opening, verb, role, keptBy, trusting };
      }
    }
  }
}

/** May name a table several times. */
export function* trustedTables(database: DatabaseAnalysis): Generator<Trust> {
  const { rosters } = database.binding;
  for (const relation of policyRelations(database)) {
    for (const { policy, using, check } of relation.guards) {
      if (!policy.permissive) continue;
      const trusting = { relation, policy: policy.name };
      for (const condition of [using, check].flatMap(conditionsOf)) {
        const isRoster =
          condition.kind === "unrelated" && asksForRoster(condition, relation, rosters);
        if (condition.kind !== "membership" && !isRoster) continue;
        for (const reference of condition.tables) {
          const oid = rosters.findRelation(reference)?.oid;
          const table = database.relations.find((one) => one.oid === oid);
          if (table === undefined || table.oid === relation.oid) continue;
          if (!isRoster && isOwnThing(table, condition.named, database)) continue;
          const decisive = decisiveColumns(condition.named, table, rosters).filter(
            (column) => !isKeyAlone(table, column),
          );
          if (isRoster || decisive.length > 0) yield { table, decisive, trusting };
        }
      }
    }
  }
}

/** Asked for by its key it is a thing of one's own, such as a project: whatever else stands in it gives nobody else's. */
function isOwnThing(
  table: AnalysedRelation,
  named: readonly string[],
  { binding }: DatabaseAnalysis,
): boolean {
  const users = usersIn(table, binding.rosters);
  return named.some((column) => isKeyAlone(table, column) && !users.includes(column));
}

/** A row with a key of its own is a new thing, such as a project: to make one gives nobody else's. */
function isKeyAlone({ constraints }: AnalysedRelation, column: string): boolean {
  return constraints.some(
    (one) =>
      (one.kind === "primary" || one.kind === "unique") &&
      one.columns.length === 1 &&
      one.columns[0] === column,
  );
}

function conditionsOf(guard: Guard | null): readonly Condition[] {
  return guard?.understood ? guard.alternatives.flat() : [];
}

interface Opening {
  readonly role: string;
  readonly verb: "insert" | "update";
  readonly database: DatabaseAnalysis;
}

function openingPolicy(
  { table, decisive }: Trust,
  { role, verb, database }: Opening,
): string | undefined {
  if (!table.exposed || !table.rowSecurity) return undefined;
  const { permissive, restrictive } = policiesFor(table, role, verb);
  if (restrictive.length > 0) return undefined;
  const users = usersIn(table, database.binding.rosters);
  return permissive.find(({ check }) =>
    check?.understood
      ? check.alternatives.some((way) => {
          const free = decisive.filter((column) => !way.some((one) => holds(one, column)));
          const isLeft = free.length > 0 || decisive.length === 0;
          return (
            isLeft &&
            asksOnlyForOneself(way, users, decisive) &&
            maySet(table, free, { role, verb })
          );
        })
      : false,
  )?.policy.name;
}

/** Whether grants let a role choose what decides; with no column to choose, to be in the table is what decides. */
function maySet(
  table: AnalysedRelation,
  decisive: readonly string[],
  { role, verb }: Pick<Opening, "role" | "verb">,
): boolean {
  const held = table.privileges.find((one) => one.role === role);
  if (held === undefined) return false;
  if (decisive.length === 0) return verb === "insert" && held.table.includes("INSERT");
  return decisive.every((name) => maySetColumn(table, name, { role, verb }));
}

/** An invitation to one group holds the group, and not the rank. */
function holds(condition: Condition, column: string): boolean {
  return condition.kind === "membership" && condition.columns.includes(column);
}

function asksOnlyForOneself(
  way: readonly Condition[],
  users: readonly string[],
  decisive: readonly string[],
): boolean {
  const isOneself = (one: Condition) => one.kind === "binds" && users.includes(one.column);
  const isHarmless = (one: Condition) =>
    isOneself(one) ||
    (decisive.length > 0 && decisive.some((column) => holds(one, column))) ||
    one.kind === "signed-in" ||
    (one.kind === "row-only" && !one.columns.some((column) => decisive.includes(column)));
  return way.some(isOneself) && way.every(isHarmless);
}
