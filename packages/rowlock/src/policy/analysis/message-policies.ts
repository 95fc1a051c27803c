// The policies of realtime.messages, which say who hears and speaks on private channels: do they look at the topic?
// Only policies that serve requests are listed.
import type { Condition } from "../expression/condition.ts";
import { childrenOf, type Expression, walk } from "../expression/expression.ts";
import type { PolicyGuards } from "../expression/guard.ts";
import { isTopic, TOPIC } from "../expression/topic.ts";
import { type AnalysedRelation, appliesTo, type DatabaseAnalysis } from "./database-analysis.ts";

export interface MessagePolicies {
  readonly relation: AnalysedRelation;
  readonly guards: readonly PolicyGuards[];
}

/** Undefined: this database has no private channels. */
export function messagePolicies(database: DatabaseAnalysis): MessagePolicies | undefined {
  const relation = database.relations.find(isMessages);
  if (relation === undefined) return undefined;
  const guards = relation.guards.filter(({ policy }) =>
    database.requestRoles.some((role) => appliesTo(policy, role)),
  );
  return { relation, guards };
}

export function isMessages({ schema, name }: { readonly schema: string; readonly name: string }) {
  return schema === "realtime" && name === "messages";
}

/** Whether a way through a policy asks for the topic; one that can't be read may. */
export function looksAtTopic(way: readonly Condition[]): boolean {
  return way.some(
    (one) =>
      one.kind === "opaque" ||
      ("columns" in one && one.columns.includes(TOPIC)) ||
      ("column" in one && one.column === TOPIC),
  );
}

/** Whether an expression asks for topics by their whole names alone, such as `realtime.topic() = 'news'`. */
export function namesTopics(expression: Expression): boolean {
  const nodes = [...walk(expression)];
  const named = nodes.flatMap(namedTopics);
  return named.length > 0 && named.length === nodes.filter(isTopicItself).length;
}

/** The topic, where a node compares it with texts that are written out. */
function namedTopics(node: Expression): readonly Expression[] {
  const isEquality = node.kind === "operator" || node.kind === "any";
  if (!isEquality || node.operator !== "=" || node.left === null) return [];
  const sides = [node.left, node.right];
  const topics = sides.flatMap((side) => topicIn(side) ?? []);
  const isWritten = sides.some((side) =>
    [...walk(side)].every(({ kind }) => kind === "constant" || kind === "cast" || kind === "list"),
  );
  return isWritten ? topics : [];
}

/** Through casts and `(select ...)`. */
function topicIn(side: Expression): Expression | undefined {
  if (isTopicItself(side)) return side;
  if (side.kind === "subquery" && side.form === "scalar") {
    const [target] = side.query.targets;
    return side.query.tables.length === 0 && target ? topicIn(target) : undefined;
  }
  const [inner] = side.kind === "cast" ? childrenOf(side) : [];
  return inner && topicIn(inner);
}

function isTopicItself(node: Expression): boolean {
  return isTopic(node) || (node.kind === "column" && node.path.at(-1) === TOPIC);
}
