// Where nobody reached even their own row, that others were refused shows nothing: the rows or the callers of the proof
// may lack what the policies ask for. Asked for each role and verb that grants and policies open.
import { isTable } from "../../catalog/parts/relations.ts";
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import { judgeGuard } from "../analysis/binding.ts";
import {
  type AnalysedRelation,
  appliesTo,
  type DatabaseAnalysis,
  mayTry,
  policiesFor,
  qualifiedName,
  VERBS,
  type Verb,
} from "../analysis/database-analysis.ts";
import { routineTitle } from "../analysis/routines.ts";
import type { PolicyGuards } from "../expression/guard.ts";
import type { AttemptContext, ProofVerb } from "./attempts/attempt.ts";
import { untriedArguments } from "./attempts/call.ts";
import type { Cast } from "./cast.ts";
import type { Cell, Unknown } from "./proof.ts";
import type { Subject } from "./subject.ts";

/** What an actor does with rows of their own. */
const OWN: Readonly<Record<Verb, readonly ProofVerb[]>> = {
  select: ["read", "filter", "count", "embed"],
  insert: ["insert"],
  update: ["update"],
  delete: ["delete"],
};

/** The verb by which a report tells of it. */
const TOLD: Readonly<Record<Verb, ProofVerb>> = {
  select: "read",
  insert: "insert",
  update: "update",
  delete: "delete",
};

interface Seen {
  readonly cells: readonly Cell[];
  readonly cast: Cast;
  readonly database: DatabaseAnalysis;
}

export function unreached(
  subjects: readonly Subject[],
  { cells, cast: { actors, bystander }, database }: Seen,
): readonly Unknown[] {
  const roles = [...new Set(actors.flatMap(({ role, person }) => (person === null ? [] : [role])))];
  return subjects.flatMap(({ relation }): Unknown[] => {
    const object = qualifiedName(relation);
    const own = cells.filter((cell) => cell.object === object);
    if (isLockedBeforePolicies(relation, roles)) {
      const reason = "no grant lets a request in, so that its policies were never asked";
      return [{ object, reason }];
    }
    return roles.flatMap((role): Unknown[] => {
      const names = actors.filter((actor) => actor.role === role).map((actor) => actor.name);
      const isOfRole = ({ actor }: Cell) =>
        actor === bystander.name ||
        names.some((name) => actor === name || actor.startsWith(`${name} with `));
      const verbs = VERBS.filter((verb) => isOpened(relation, { role, verb, database })).filter(
        (verb) => !own.some((cell) => isOfRole(cell) && reaches(cell, verb)),
      );
      if (verbs.length === 0) return [];
      const reason = `nobody reached a row of their own as ${role}, so that others were refused shows nothing`;
      return [{ object, reason, verbs: verbs.map((verb) => TOLD[verb]) }];
    });
  });
}

/** Policies are for somebody, and nothing is granted to anybody: a later grant would put them to the test. */
function isLockedBeforePolicies(relation: AnalysedRelation, roles: readonly string[]): boolean {
  const isFor = (role: string) =>
    relation.policies.some((policy) => policy.permissive && appliesTo(policy, role));
  return (
    isTable(relation) &&
    roles.some(isFor) &&
    [...roles, "anon"].every((role) => VERBS.every((verb) => !mayTry(relation, role, verb)))
  );
}

/** What failed or is unknown is told anyway; what a trigger refuses had passed the policies. */
function reaches({ verb, outcome }: Cell, asked: Verb): boolean {
  if (!OWN[asked].includes(verb)) return false;
  return ["allowed", "leak", "failed", "unknown", "denied by trigger"].includes(outcome);
}

interface Opening {
  readonly role: string;
  readonly verb: Verb;
  readonly database: DatabaseAnalysis;
}

function isOpened(relation: AnalysedRelation, { role, verb, database }: Opening): boolean {
  if (!mayTry(relation, role, verb)) return false;
  if (!isTable(relation)) return verb === "select";
  if (!relation.rowSecurity) return true;
  const { permissive } = policiesFor(relation, role, verb);
  return permissive.some((guards) => isForOrdinaryPeople(guards, { relation, verb, database }));
}

/**
 * A policy for those whom a list privileges, such as administrators, is for none of the proof's people. One that asks for
 * a claim is for those who were given that claim.
 */
function isForOrdinaryPeople(
  { policy, using, check }: PolicyGuards,
  { relation, verb, database }: Omit<Opening, "role"> & { readonly relation: AnalysedRelation },
): boolean {
  const guard = verb === "insert" ? (check ?? using) : (using ?? check);
  if (guard === null || !policy.permissive) return false;
  const ways = judgeGuard(guard, { relation, binding: database.binding });
  return ways === undefined || ways.some(({ conditions }) => !conditions.some(isPrivilege));
}

function isPrivilege({ kind }: { readonly kind: string }): boolean {
  return kind === "unrelated" || kind === "never";
}

/** Functions that no call of anybody went through: what they would do was not seen. */
export function uncalled(
  routines: readonly RoutineFacts[],
  { cells, context }: { readonly cells: readonly Cell[]; readonly context: AttemptContext },
): readonly Unknown[] {
  return routines.flatMap((routine): Unknown[] => {
    const object = routineTitle(routine);
    const own = cells.filter((cell) => cell.object === object);
    if (own.length === 0) return [{ object, reason: "it was not called", verbs: ["call"] }];
    const untried = untriedArguments(routine, context);
    if (untried.length > 0) {
      const reason = `no value is known for the argument ${untried.join(", ")}`;
      return [{ object, reason, verbs: ["call"] }];
    }
    const isTold = own.some(({ outcome }) =>
      ["allowed", "leak", "failed", "unknown"].includes(outcome),
    );
    return isTold ? [] : [{ object, reason: "no call of it went through", verbs: ["call"] }];
  });
}
