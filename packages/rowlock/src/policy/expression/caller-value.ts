// Recognises where an expression speaks of the caller: a claim of the token, however it is written.
// Through functions, casts, coalesce and subqueries without a table; what it does not recognise it says nothing of.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { Expression, Query } from "./expression.ts";
import type { SqlParser } from "./parser.ts";
import { readRoutineBody } from "./routine-body.ts";

/** One way in which a value comes from the request. */
export interface ClaimReading {
  readonly source: "claims" | "headers" | "cookies";
  /** The keys down to the value; none for the whole object. */
  readonly path: readonly string[];
  /** Text, or JSON still. */
  readonly form: "text" | "json";
  /** A JSON string turned to text by a cast: it keeps its quotes and equals no plain text. */
  readonly quoted: boolean;
  /** The types it is cast to, text left out. */
  readonly casts: readonly string[];
  /** Read from `request.jwt.claim.NAME`, a setting that PostgREST no longer makes. */
  readonly legacy: boolean;
}

/** A value of the caller: the first of these that is there. */
export interface CallerValue {
  readonly readings: readonly ClaimReading[];
  /** What stands in when the caller has none of them. */
  readonly fallback: string | number | boolean | null;
}

export interface CallerContext {
  readonly parser: SqlParser;
  readonly findRoutine: (name: readonly string[], arity: number) => RoutineFacts | undefined;
}

const MAX_DEPTH = 12;
const TEXT_TYPES = new Set(["text", "varchar", "bpchar", "name"]);
const JSON_TYPES = new Set(["json", "jsonb"]);

const WHOLE: ClaimReading = {
  source: "claims",
  path: [],
  form: "text",
  quoted: false,
  casts: [],
  legacy: false,
};

/** Functions that change how a text is written, not whose it is. */
const TEXT_FUNCTIONS = new Set(
  "lower upper trim btrim ltrim rtrim replace regexp_replace split_part to_jsonb to_json".split(
    " ",
  ),
);

const AUTH_FUNCTIONS: Readonly<Record<string, ClaimReading>> = {
  jwt: { ...WHOLE, form: "json" },
  uid: { ...WHOLE, path: ["sub"], casts: ["uuid"] },
  role: { ...WHOLE, path: ["role"] },
  email: { ...WHOLE, path: ["email"] },
};

/** What of the caller the expression is, or undefined when it is something else. */
export function readCallerValue(
  expression: Expression,
  context: CallerContext,
  depth = 0,
): CallerValue | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const read = (inner: Expression) => readCallerValue(inner, context, depth + 1);
  switch (expression.kind) {
    case "cast":
      return mapReadings(read(expression.arg), (reading) => castReading(reading, expression.type));
    case "nullif":
      return expression.args[0] && read(expression.args[0]);
    case "coalesce":
      return coalesced(expression.args, read);
    case "operator":
      return keyOf(expression, read);
    case "subquery": {
      const target = expression.form === "scalar" ? loneTarget(expression.query) : undefined;
      return target && read(target);
    }
    case "call":
      return called(expression, context, depth);
    default:
      return undefined;
  }
}

/** The one target of a query that reads nothing. */
export function loneTarget(query: Query): Expression | undefined {
  const bare = !query.tables.length && !query.nested.length && !query.calls.length;
  return bare && !query.conditions.length && query.targets.length === 1
    ? query.targets[0]
    : undefined;
}

function mapReadings(
  value: CallerValue | undefined,
  change: (reading: ClaimReading) => ClaimReading | undefined,
): CallerValue | undefined {
  const readings = value?.readings.map(change).filter((one) => one !== undefined);
  return value && readings?.length ? { ...value, readings } : undefined;
}

function castReading(reading: ClaimReading, type: string): ClaimReading {
  if (JSON_TYPES.has(type)) return { ...reading, form: "json" };
  if (!TEXT_TYPES.has(type)) return { ...reading, casts: [...reading.casts, type], form: "text" };
  if (reading.form === "text") return reading;
  return { ...reading, form: "text", quoted: reading.path.length > 0 };
}

function coalesced(
  args: readonly Expression[],
  read: (inner: Expression) => CallerValue | undefined,
): CallerValue | undefined {
  const readings: ClaimReading[] = [];
  let fallback: CallerValue["fallback"] = null;
  for (const arg of args) {
    const constant = constantOf(arg);
    if (constant !== undefined) {
      fallback = constant;
      continue;
    }
    const value = read(arg);
    if (value === undefined) return undefined;
    readings.push(...value.readings);
    fallback ??= value.fallback;
  }
  return readings.length > 0 ? { readings, fallback } : undefined;
}

/** A constant's value through casts; undefined for anything else. */
export function constantOf(expression: Expression): string | number | boolean | null | undefined {
  if (expression.kind === "constant") return expression.value;
  if (expression.kind === "cast") return constantOf(expression.arg);
  return undefined;
}

function keyOf(
  { operator, left, right }: Extract<Expression, { kind: "operator" }>,
  read: (inner: Expression) => CallerValue | undefined,
): CallerValue | undefined {
  if (left === null || !["->", "->>", "#>", "#>>"].includes(operator)) return undefined;
  const key = constantOf(right);
  const object = read(left);
  if (object === undefined || key === undefined || key === null) return undefined;
  const keys = operator.startsWith("#")
    ? String(key)
        .replace(/^\{|\}$/g, "")
        .split(",")
        .map((part) => part.trim().replaceAll('"', ""))
    : [String(key)];
  const form = operator.endsWith(">>") ? "text" : "json";
  return mapReadings(object, (reading) => ({
    ...reading,
    path: [...reading.path, ...keys],
    form,
    quoted: false,
  }));
}

function called(
  { name, args }: Extract<Expression, { kind: "call" }>,
  context: CallerContext,
  depth: number,
): CallerValue | undefined {
  const last = name.at(-1) ?? "";
  const schema = name.length > 1 ? name.at(-2) : undefined;
  if (last === "current_setting" && (schema === undefined || schema === "pg_catalog")) {
    const setting = args[0] && constantOf(args[0]);
    return typeof setting === "string" ? settingValue(setting) : undefined;
  }
  const builtin = schema === "auth" && args.length === 0 ? AUTH_FUNCTIONS[last] : undefined;
  if (builtin !== undefined) return { readings: [builtin], fallback: null };
  if (/^jsonb?_extract_path(_text)?$/.test(last)) return extracted(last, args, context, depth);
  if (TEXT_FUNCTIONS.has(last) && args.slice(1).every((arg) => constantOf(arg) !== undefined)) {
    return args[0] && readCallerValue(args[0], context, depth + 1);
  }
  const routine = args.length === 0 ? context.findRoutine(name, 0) : undefined;
  if (routine === undefined) return undefined;
  const body = readRoutineBody(routine, context.parser);
  const target = body.ok ? loneTarget(body.value) : undefined;
  const value = target && readCallerValue(target, context, depth + 1);
  return mapReadings(value, (reading) =>
    routine.resultType === "uuid" && !reading.casts.includes("uuid")
      ? castReading(reading, "uuid")
      : reading,
  );
}

function settingValue(setting: string): CallerValue | undefined {
  const readings = (reading: ClaimReading) => ({ readings: [reading], fallback: null });
  if (setting === "request.jwt.claims") return readings(WHOLE);
  if (setting === "request.headers") return readings({ ...WHOLE, source: "headers" });
  if (setting === "request.cookies") return readings({ ...WHOLE, source: "cookies" });
  if (setting.startsWith("request.jwt.claim.")) {
    const path = [setting.slice("request.jwt.claim.".length)];
    return readings({ ...WHOLE, path, legacy: true });
  }
  return undefined;
}

function extracted(
  name: string,
  args: readonly Expression[],
  context: CallerContext,
  depth: number,
): CallerValue | undefined {
  const [object, ...rest] = args;
  const value = object && readCallerValue(object, context, depth + 1);
  const keys = rest.flatMap((key) => (key.kind === "list" ? key.args : [key])).map(constantOf);
  if (!keys.every((key) => typeof key === "string")) return undefined;
  return mapReadings(value, (reading) => ({
    ...reading,
    path: [...reading.path, ...(keys as string[])],
    form: name.endsWith("_text") ? "text" : "json",
  }));
}
