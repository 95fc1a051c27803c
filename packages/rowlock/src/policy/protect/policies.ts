// The policies of a shape, and what it takes to come to them from the policies that are there.
// A policy that means the same keeps its name, a sound one stays, and one that lets more through is never dropped unasked.
import type { PolicyCommand, PolicyFacts } from "../../catalog/parts/policies.ts";
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { empty, join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import type { Condition } from "../expression/condition.ts";
import type { Guard, PolicyGuards } from "../expression/guard.ts";
import type { Step } from "./step.ts";

export interface WantedPolicy {
  readonly name: string;
  readonly command: Exclude<PolicyCommand, "all">;
  readonly roles: readonly string[];
  readonly using: Sql | null;
  readonly check: Sql | null;
}

export interface PolicyRequest {
  readonly table: GuardedRelation;
  readonly guards: readonly PolicyGuards[];
  readonly wanted: readonly WantedPolicy[];
  /** Whether a condition ties the row to the caller as the wanted policies do. */
  readonly isTie: (condition: Condition) => boolean;
  readonly replace: boolean;
  readonly sameExpression: (left: string, right: Sql) => boolean;
}

/** @throws PROTECT_POLICIES when others would let more through */
export function planPolicies(request: PolicyRequest): readonly Step[] {
  const { table, wanted } = request;
  const kept = new Map<WantedPolicy, PolicyFacts>();
  for (const policy of wanted) {
    const there = counterpartOf(policy, request, new Set(kept.values()));
    if (there !== undefined) kept.set(policy, there);
  }
  const others = table.policies.filter(
    (policy) => policy.permissive && ![...kept.values()].includes(policy),
  );
  const wider = others.filter((policy) => !isCovered(policy, request));
  refuseWidening(wider, request);
  const missing = wanted.filter((policy) => kept.has(policy) || !isServed(policy, others, request));
  const target = readableName(table.schema, table.name);
  return [
    ...wider.map((policy) => ({
      purpose: `"${policy.name}" is replaced by what follows`,
      sql: sql`drop policy ${readableName(policy.name)} on ${target}`,
    })),
    ...missing.flatMap((policy) => stepsTowards(policy, kept.get(policy), request)),
  ];
}

/** The existing policy of the same name and command, else one that ties the same column to the caller. */
function counterpartOf(
  wanted: WantedPolicy,
  request: PolicyRequest,
  taken: ReadonlySet<PolicyFacts>,
): PolicyFacts | undefined {
  const free = request.table.policies.filter(
    (policy) => policy.permissive && policy.command === wanted.command && !taken.has(policy),
  );
  const named = free.find((policy) => policy.name === wanted.name);
  if (named !== undefined) return named;
  return free.find((policy) => meansTheSame(policy, request));
}

function guardsOf(policy: PolicyFacts, { guards }: PolicyRequest): readonly Guard[] {
  const own = guards.find((guard) => guard.policy === policy);
  return [own?.using, own?.check].filter((guard) => guard !== null && guard !== undefined);
}

/** Whether a policy asks for the tie and for nothing else. */
function meansTheSame(policy: PolicyFacts, request: PolicyRequest): boolean {
  const all = guardsOf(policy, request);
  const isPlain = (one: Condition) => request.isTie(one) || one.kind === "signed-in";
  return (
    all.length > 0 &&
    all.every(
      (guard) =>
        bindsOnly(guard, request) && guard.understood && guard.alternatives.flat().every(isPlain),
    )
  );
}

/** Whether a guard lets through only rows that are tied to the caller. */
function bindsOnly(guard: Guard, { isTie }: PolicyRequest): boolean {
  return (
    guard.understood &&
    guard.alternatives.length > 0 &&
    guard.alternatives.every((way) => way.some(isTie))
  );
}

/** Whether a policy for all verbs does already what a wanted one is to do. */
function isServed(
  wanted: WantedPolicy,
  others: readonly PolicyFacts[],
  request: PolicyRequest,
): boolean {
  const asked = [wanted.using, wanted.check].filter((clause) => clause !== null);
  const isOpen = asked.some((clause) => request.sameExpression("true", clause));
  return others.some(
    (policy) =>
      policy.command === "all" &&
      !isOpen &&
      (policy.roles.includes("public") ||
        wanted.roles.every((role) => policy.roles.includes(role))) &&
      isCovered(policy, request) &&
      meansTheSame(policy, request),
  );
}

function refuseWidening(wider: readonly PolicyFacts[], request: PolicyRequest): void {
  if (request.replace) return;
  if (wider.length === 0) return;
  const names = wider.map((policy) => `"${policy.name}"`).join(", ");
  throw rowlockError("PROTECT_POLICIES", {
    message: `${request.table.schema}.${request.table.name} has policies that let more through: ${names}`,
    hint: "Permissive policies add up. Drop these with --replace, or drop them yourself first",
  });
}

/** A policy that lets through nothing that the wanted ones do not let through as well. */
function isCovered(policy: PolicyFacts, request: PolicyRequest): boolean {
  const { wanted } = request;
  const commands =
    policy.command === "all"
      ? (["select", "insert", "update", "delete"] as const)
      : [policy.command];
  const allWanted = commands.every((command) => wanted.some((one) => one.command === command));
  return allWanted && guardsOf(policy, request).every((guard) => bindsOnly(guard, request));
}

function stepsTowards(
  wanted: WantedPolicy,
  there: PolicyFacts | undefined,
  { table, sameExpression }: PolicyRequest,
): readonly Step[] {
  const target = readableName(table.schema, table.name);
  const roles = join(wanted.roles.map((role) => readableName(role)));
  const clauses = sql`${wanted.using === null ? empty : sql`\n  using (${wanted.using})`}${wanted.check === null ? empty : sql`\n  with check (${wanted.check})`}`;
  const purpose = PURPOSES[wanted.command];
  if (there === undefined) {
    const command = trusted(wanted.command);
    const name = readableName(wanted.name);
    return [
      {
        purpose,
        sql: sql`create policy ${name} on ${target}\n  for ${command} to ${roles}${clauses}`,
      },
    ];
  }
  const same =
    sameRoles(there.roles, wanted.roles) &&
    sameClause(there.using, wanted.using, sameExpression) &&
    sameClause(there.check, wanted.check, sameExpression);
  if (same) return [];
  const name = readableName(there.name);
  return [{ purpose, sql: sql`alter policy ${name} on ${target} to ${roles}${clauses}` }];
}

const PURPOSES = {
  select: "Who may see a row",
  insert: "Who may add a row, and for whom",
  update: "Who may change a row, and into what",
  delete: "Who may delete a row",
} as const;

function sameRoles(left: readonly string[], right: readonly string[]): boolean {
  return [...left].sort().join() === [...right].sort().join();
}

function sameClause(
  there: string | null,
  wanted: Sql | null,
  same: PolicyRequest["sameExpression"],
): boolean {
  if (there === null || wanted === null) return there === wanted;
  return same(there, wanted);
}
