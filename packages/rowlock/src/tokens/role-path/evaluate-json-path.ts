// Runs a JSONPath against a value and gives every node that it selects, in order (RFC 9535 section 2).
import type { JsonObject, JsonValue } from "../verified-token.ts";
import type { JsonPath, Operand, Operator, Segment, Selector, Test } from "./json-path.ts";

interface Scope {
  readonly root: JsonValue;
  readonly current: JsonValue;
}

/** The selected values. */
export function evaluateJsonPath(path: JsonPath, value: JsonValue): readonly JsonValue[] {
  return select(path, { root: value, current: value });
}

function select(path: JsonPath, scope: Scope): readonly JsonValue[] {
  const start = path.root === "$" ? scope.root : scope.current;
  return path.segments.reduce<readonly JsonValue[]>(
    (nodes, segment) => nodes.flatMap((node) => applySegment(segment, node, scope.root)),
    [start],
  );
}

function applySegment(segment: Segment, node: JsonValue, root: JsonValue): readonly JsonValue[] {
  const nodes = segment.descendant ? [...withDescendants(node)] : [node];
  return nodes.flatMap((value) =>
    segment.selectors.flatMap((selector) => applySelector(selector, value, root)),
  );
}

function* withDescendants(node: JsonValue): Generator<JsonValue> {
  yield node;
  for (const child of childrenOf(node)) yield* withDescendants(child);
}

function applySelector(selector: Selector, node: JsonValue, root: JsonValue): readonly JsonValue[] {
  switch (selector.kind) {
    case "name":
      return isObject(node) && Object.hasOwn(node, selector.name)
        ? [node[selector.name] as JsonValue]
        : [];
    case "wildcard":
      return childrenOf(node);
    case "index":
      return isArray(node) ? node.slice(selector.index).slice(0, within(node, selector.index)) : [];
    case "slice":
      return isArray(node) ? slice(node, selector) : [];
    case "filter":
      return childrenOf(node).filter((child) => holds(selector.test, { root, current: child }));
  }
}

function within(node: readonly JsonValue[], index: number): 0 | 1 {
  return index < node.length && index >= -node.length ? 1 : 0;
}

function slice(
  node: readonly JsonValue[],
  { start, end, step }: Extract<Selector, { kind: "slice" }>,
): readonly JsonValue[] {
  if (step === 0) return [];
  const { length } = node;
  const from = bound(start ?? (step > 0 ? 0 : length - 1), length, step);
  const to = end === undefined && step < 0 ? -1 : bound(end ?? length, length, step);
  const chosen: JsonValue[] = [];
  for (let index = from; step > 0 ? index < to : index > to; index += step) {
    const value = node[index];
    if (value !== undefined) chosen.push(value);
  }
  return chosen;
}

function bound(index: number, length: number, step: number): number {
  const place = index >= 0 ? index : length + index;
  return step > 0
    ? Math.min(Math.max(place, 0), length)
    : Math.min(Math.max(place, -1), length - 1);
}

function holds(test: Test, scope: Scope): boolean {
  switch (test.kind) {
    case "or":
      return test.tests.some((one) => holds(one, scope));
    case "and":
      return test.tests.every((one) => holds(one, scope));
    case "not":
      return !holds(test.test, scope);
    case "exists":
      return select(test.path, scope).length > 0;
    case "search": {
      const value = read(test.operand, scope);
      return typeof value === "string" && test.pattern.test(value);
    }
    case "compare":
      return compare(test.operator, read(test.left, scope), read(test.right, scope));
  }
}

function read(operand: Operand, scope: Scope): JsonValue | undefined {
  return operand.kind === "literal" ? operand.value : select(operand.path, scope)[0];
}

function compare(
  operator: Operator,
  left: JsonValue | undefined,
  right: JsonValue | undefined,
): boolean {
  switch (operator) {
    case "==":
      return same(left, right);
    case "!=":
      return !same(left, right);
    case "<":
      return less(left, right);
    case ">":
      return less(right, left);
    case "<=":
      return less(left, right) || same(left, right);
    case ">=":
      return less(right, left) || same(left, right);
  }
}

function less(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (typeof left === "number" && typeof right === "number") return left < right;
  return typeof left === "string" && typeof right === "string" && left < right;
}

function same(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  if (isArray(left) && isArray(right)) {
    return left.length === right.length && left.every((value, index) => same(value, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  );
}

function childrenOf(node: JsonValue): readonly JsonValue[] {
  if (isArray(node)) return node;
  return isObject(node) ? Object.values(node) : [];
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
