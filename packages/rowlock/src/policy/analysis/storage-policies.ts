// The policies of storage.objects: which buckets they name, and where in a file's name they look for the caller.
// Only policies that serve requests are listed.

import { readCallerValue } from "../expression/caller-value.ts";
import type { Condition } from "../expression/condition.ts";
import { childrenOf, type Expression, walk } from "../expression/expression.ts";
import type { PolicyGuards } from "../expression/guard.ts";
import type { GuardContext } from "../expression/scope.ts";
import { type AnalysedRelation, appliesTo, type DatabaseAnalysis } from "./database-analysis.ts";

export interface StoragePolicy {
  readonly relation: AnalysedRelation;
  readonly policy: PolicyGuards["policy"];
  /** USING and WITH CHECK, those that are understood. */
  readonly expressions: readonly Expression[];
  /** The ways through them, each a list of conditions that must all hold. */
  readonly ways: readonly (readonly Condition[])[];
  /** The buckets that its ways name; undefined where one names none, and so serves every bucket. */
  readonly buckets: readonly string[] | undefined;
}

export function objectPolicies(database: DatabaseAnalysis): readonly StoragePolicy[] {
  const relation = database.relations.find(
    ({ schema, name }) => schema === "storage" && name === "objects",
  );
  if (relation === undefined) return [];
  return relation.guards.flatMap((guards) => {
    const { policy, using, check } = guards;
    if (!database.requestRoles.some((role) => appliesTo(policy, role))) return [];
    const understood = [...new Set([using, check])].flatMap((one) =>
      one?.understood ? [one] : [],
    );
    const ways = understood.flatMap((guard) => guard.alternatives);
    const expressions = understood.map((guard) => guard.expression);
    return [{ relation, policy, expressions, ways, buckets: bucketsOf(ways) }];
  });
}

function bucketsOf(ways: StoragePolicy["ways"]): readonly string[] | undefined {
  const named = ways.map(bucketsOfWay);
  if (named.length === 0 || named.some((one) => one.length === 0)) return undefined;
  return [...new Set(named.flat())];
}

/** The buckets that a way is limited to. */
export function bucketsOfWay(way: readonly Condition[]): readonly string[] {
  return way.flatMap((one) =>
    one.kind === "row-only" && one.columns.includes("bucket_id") && one.excludes !== true
      ? (one.values ?? [])
      : [],
  );
}

/** Whether two policies may speak of files of one bucket. */
export function shareBucket(one: StoragePolicy, other: StoragePolicy): boolean {
  if (one.buckets === undefined || other.buckets === undefined) return true;
  return one.buckets.some((bucket) => other.buckets?.includes(bucket));
}

export interface FolderTest {
  /** Which folder is compared; the first is 1. */
  readonly index: number;
  /** The table whose column is taken for the file's name, where that is not storage.objects. */
  readonly foreignTable: string | undefined;
  readonly withCaller: boolean;
}

/** Every `(storage.foldername(name))[n]` and `path_tokens[n]`, with what it is compared with. */
export function folderTestsIn(
  { expressions }: StoragePolicy,
  context: GuardContext,
): readonly FolderTest[] {
  const nodes = expressions.flatMap((expression) => [...walk(expression)]);
  const compared = new Map<Expression, boolean>();
  for (const node of nodes) {
    if (node.kind !== "operator" || node.operator !== "=" || node.left === null) continue;
    const sides = [node.left, node.right];
    const withCaller = sides.some((side) => readCallerValue(side, context) !== undefined);
    for (const side of sides) compared.set(withoutCasts(side), withCaller);
  }
  return nodes.flatMap((node) => {
    const folder = folderOf(node);
    return folder === undefined ? [] : [{ ...folder, withCaller: compared.get(node) ?? false }];
  });
}

function withoutCasts(expression: Expression): Expression {
  return expression.kind === "cast" ? withoutCasts(expression.arg) : expression;
}

/** `(storage.foldername(name))[n]` or `path_tokens[n]`. */
export function folderOf(node: Expression): Omit<FolderTest, "withCaller"> | undefined {
  if (node.kind !== "other" || node.node !== "A_Indirection") return undefined;
  const [array, place] = node.args;
  const [index] = place === undefined ? [] : childrenOf(place);
  if (array === undefined || index?.kind !== "constant" || typeof index.value !== "number") {
    return undefined;
  }
  const isFolders = array.kind === "call" && array.name.join(".") === "storage.foldername";
  const column = isFolders ? array.args[0] : array;
  if (column?.kind !== "column") return undefined;
  if (!isFolders && column.path.at(-1) !== "path_tokens") return undefined;
  const table = column.path.at(-2);
  return { index: index.value, foreignTable: table === "objects" ? undefined : table };
}
