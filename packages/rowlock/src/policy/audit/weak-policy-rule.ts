// The common part of the rules that each look for one weakness of policies.
import { empty, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { judgeGuard, type Weakness } from "../analysis/binding.ts";
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { isMessages, looksAtTopic } from "../analysis/message-policies.ts";
import { ownerTest, relationName, statement } from "../fix/fix.ts";
import type { Level, Rule } from "./rule.ts";
import { type WeakPolicy, weakPolicies } from "./weak-policies.ts";

export interface WeakPolicyRule extends Omit<Rule, "check"> {
  readonly weaknesses: readonly Weakness[];
  /** Further narrows which weak policies are meant. */
  readonly concerns?: (weak: WeakPolicy) => boolean;
  /** True: the rule is for policies of private channels that leave the topic out; no other rule tells of these. */
  readonly ofTopics?: true;
  readonly message: (weak: WeakPolicy) => string;
  readonly levelOf?: (weak: WeakPolicy) => Level;
}

export function weakPolicyRule(options: WeakPolicyRule): Rule {
  const {
    weaknesses,
    concerns = isNotAboutOwners,
    ofTopics = false,
    message,
    levelOf,
    ...rule
  } = options;
  return {
    ...rule,
    *check(subject) {
      for (const weak of weakPolicies(subject)) {
        if (!weaknesses.includes(weak.weakness) || !concerns(weak)) continue;
        if (leavesTopicOut(weak) !== ofTopics) continue;
        yield {
          object: policyObject(weak),
          message: message(weak),
          fix: policyFix(weak, subject),
          level: levelOf?.(weak) ?? rule.level,
        };
      }
    },
  };
}

/** A weak WITH CHECK on an owned table lets rows change hands: two rules of their own see to that. */
export function changesOwners(weak: WeakPolicy): boolean {
  const inserting = weak.verbs.length === 1 && weak.verbs[0] === "insert";
  if (isMessages(weak.relation)) return false;
  return weak.owned && (weak.side === "check" || inserting);
}

/** It asks for something, and not for the topic. */
function leavesTopicOut({ relation, weakness, way }: WeakPolicy): boolean {
  if (weakness === "always" || weakness === "signed-in") return false;
  return isMessages(relation) && !looksAtTopic(way.conditions);
}

function isNotAboutOwners(weak: WeakPolicy): boolean {
  return !changesOwners(weak);
}

export function policyObject({ relation, policy }: Pick<WeakPolicy, "relation" | "policy">) {
  return { schema: relation.schema, table: relation.name, policy: policy.name };
}

/** `"Name" on public.tasks`, for messages. */
export function policyTitle({ relation, policy }: Pick<WeakPolicy, "relation" | "policy">): string {
  return `"${policy.name}" on ${relation.schema}.${relation.name}`;
}

/** Ties the policy to the owner, where that loses none of its other ways; null where a person has to decide. */
export function policyFix(weak: WeakPolicy, database: DatabaseAnalysis): string | null {
  const { relation, policy } = weak;
  const test = ownerTest(relation, database);
  const [owner] = relation.ownership.columns;
  if (test === undefined || owner === undefined) return null;
  const ways = judgeGuard(weak.guard, { relation, binding: database.binding }) ?? [];
  const losesNothing = ways.every(
    (way) =>
      way.verdict === "open" ||
      way.conditions.some((one) => one.kind === "binds" && one.column === owner.column),
  );
  if (!losesNothing) return null;
  const roles = policy.roles.includes("public") ? trusted(" to authenticated") : empty;
  const reads = policy.command !== "insert";
  const writes = policy.command !== "select" && policy.command !== "delete";
  const using = reads ? sql`\n  using (${test})` : empty;
  const check = writes ? sql`\n  with check (${test})` : empty;
  return statement(
    sql`alter policy ${readableName(policy.name)} on ${relationName(relation)}${roles}${using}${check}`,
  );
}
