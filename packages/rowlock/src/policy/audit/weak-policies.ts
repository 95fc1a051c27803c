// The ways through policies that do not tie the row to the caller, once those that are meant are left out.
// The rules about single weaknesses share this list; each picks its own.
import type { Audience, TableIntent, Writers } from "../../config/policy-config.ts";
import { isPublication, judgeGuard, type Way, type Weakness } from "../analysis/binding.ts";
import {
  type AnalysedRelation,
  appliesTo,
  covers,
  type DatabaseAnalysis,
  policiesFor,
  VERBS,
  type Verb,
} from "../analysis/database-analysis.ts";
import { isMessages, namesTopics } from "../analysis/message-policies.ts";
import { isOwned } from "../analysis/ownership.ts";
import type { Guard, PolicyGuards } from "../expression/guard.ts";

export interface WeakPolicy {
  readonly relation: AnalysedRelation;
  readonly policy: PolicyGuards["policy"];
  /** Which expression is weak. */
  readonly side: "using" | "check";
  readonly guard: Guard;
  readonly weakness: Weakness;
  readonly way: Extract<Way, { verdict: "open" }>;
  readonly verbs: readonly Verb[];
  readonly owned: boolean;
}

/** Schemas whose policies matter though the Data API does not serve them. */
const SERVED_ELSEWHERE = new Set(["storage", "realtime"]);

export function policyRelations(database: DatabaseAnalysis): readonly AnalysedRelation[] {
  return database.relations.filter(
    (relation) => relation.exposed || SERVED_ELSEWHERE.has(relation.schema),
  );
}

export function weakPolicies(database: DatabaseAnalysis): readonly WeakPolicy[] {
  return policyRelations(database).flatMap((relation) =>
    relation.guards
      .filter(({ policy }) => policy.permissive)
      .flatMap((guards) => weaknessesOf(relation, guards, database)),
  );
}

function weaknessesOf(
  relation: AnalysedRelation,
  guards: PolicyGuards,
  database: DatabaseAnalysis,
): readonly WeakPolicy[] {
  const { policy, using, check } = guards;
  const roles = database.requestRoles.filter((role) => appliesTo(policy, role));
  if (roles.length === 0) return [];
  const verbs = VERBS.filter((verb) => covers(policy, verb)).filter(
    (verb) => !isNarrowed(relation, { roles, verb, database }),
  );
  const explicitCheck = policy.check !== null ? check : null;
  const writing = verbs.filter((verb) => verb === "insert" || verb === "update");
  const reading = verbs.filter((verb) => verb !== "insert" || explicitCheck === null);
  const list = (guard: Guard | null, side: "using" | "check", on: readonly Verb[]) =>
    guard === null
      ? []
      : openWays({ relation, policy, side, guard, verbs: on }, { roles, database });
  return [...list(using, "using", reading), ...list(explicitCheck, "check", writing)];
}

interface Narrowing {
  readonly roles: readonly string[];
  readonly verb: Verb;
  readonly database: DatabaseAnalysis;
}

/** A restrictive policy that ties the row to the caller makes every permissive one safe. */
function isNarrowed(relation: AnalysedRelation, { roles, verb, database }: Narrowing): boolean {
  return roles.every((role) =>
    policiesFor(relation, role, verb).restrictive.some((one) => {
      const guard = verb === "insert" ? one.check : one.using;
      const check = verb === "update" ? one.check : guard;
      return [guard, check].every((side) => {
        const ways = side && judgeGuard(side, { relation, binding: database.binding });
        return ways?.every((way) => way.verdict !== "open") ?? false;
      });
    }),
  );
}

type Candidate = Pick<WeakPolicy, "relation" | "policy" | "side" | "guard" | "verbs">;

function openWays(
  candidate: Candidate,
  { roles, database }: { readonly roles: readonly string[]; readonly database: DatabaseAnalysis },
): readonly WeakPolicy[] {
  const { relation, guard } = candidate;
  const owned =
    isOwned(relation.ownership) ||
    relation.intent !== undefined ||
    SERVED_ELSEWHERE.has(relation.schema);
  const seen = new Set<Weakness>();
  return (judgeGuard(guard, { relation, binding: database.binding }) ?? []).flatMap((way) => {
    if (way.verdict !== "open") return [];
    const weakness = refine(way.weakness, way, relation);
    const verbs = candidate.verbs.filter(
      (verb) => !isMeant({ relation, guard, verb, weakness, way, owned, roles, database }),
    );
    if (verbs.length === 0 || seen.has(weakness)) return [];
    seen.add(weakness);
    return [{ ...candidate, weakness, way, verbs, owned }];
  });
}

/** `deleted_at is null` says something of the row; only an owner column's NULL is a row without an owner. */
function refine(weakness: Weakness, way: Way, { ownership }: AnalysedRelation): Weakness {
  if (weakness !== "null-row") return weakness;
  const columns = way.conditions.flatMap((one) => (one.kind === "null-row" ? [one.column] : []));
  return columns.some((column) => ownership.columns.some((owner) => owner.column === column))
    ? "null-row"
    : "row-only";
}

interface Question {
  readonly relation: AnalysedRelation;
  readonly guard: Guard;
  readonly verb: Verb;
  readonly weakness: Weakness;
  readonly way: Way;
  readonly owned: boolean;
  readonly roles: readonly string[];
  readonly database: DatabaseAnalysis;
}

function isMeant(question: Question): boolean {
  const { relation, verb, weakness, way, owned, roles } = question;
  const { intent } = relation;
  if (intent !== undefined && reachesAll(audienceOf(intent, verb), roles)) return true;
  // Someone whom the server itself marked, by a claim that they can't set: an administrator.
  if (weakness === "caller-only") return true;
  // A channel that is named is open to whom the policy is for.
  if (weakness === "row-only" && namesChannels(question)) return true;
  if (verb !== "select") return false;
  // What belongs to a published row is as public as the row.
  if (weakness === "published-delegate") return true;
  if (!owned) return ["always", "signed-in", "anonymous", "row-only"].includes(weakness);
  return weakness === "row-only" && (isPublication(way) || isOfPublicBucket(question));
}

function namesChannels({ relation, guard, way }: Question): boolean {
  if (!isMessages(relation) || !guard.understood || !namesTopics(guard.expression)) return false;
  return way.conditions.some((one) => one.kind === "row-only" && one.columns.includes("topic"));
}

/** What lies in a public bucket is served to everybody who has its address. */
function isOfPublicBucket({ relation, way, database }: Question): boolean {
  if (relation.schema !== "storage" || relation.name !== "objects") return false;
  const buckets = way.conditions.flatMap((one) =>
    one.kind === "row-only" && one.columns.includes("bucket_id") ? (one.values ?? []) : [],
  );
  return buckets.length > 0 && buckets.every((id) => database.model.publicBuckets.includes(id));
}

function audienceOf(intent: TableIntent, verb: Verb): Audience | Writers {
  return verb === "select" ? intent.read : intent.write;
}

/** Whether everyone whom the policy serves is meant to be served. */
function reachesAll(audience: Audience | Writers, roles: readonly string[]): boolean {
  if (audience === "public") return true;
  return audience === "authenticated" && !roles.includes("anon");
}

/** Whether a guard lets nothing through, as `false` does. */
export function isNever(guard: Guard | null): boolean {
  return guard?.understood === true && guard.alternatives.length === 0;
}
