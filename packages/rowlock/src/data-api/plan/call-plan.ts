// Plans the call of a function: which parameters get which arguments, and what comes back.
import {
  type Parameter,
  type Routine,
  returnsScalar,
  returnsSetOfScalar,
} from "../../catalog/parts/routines.ts";
import type { ApiRequest } from "../request/api-request.ts";
import type { Argument } from "../request/query-parameters.ts";
import type { Slot } from "../request/shape.ts";
import type { Condition, ReadNode } from "./read-node.ts";
import { returnedColumns } from "./returned-columns.ts";
import type { JsonBody } from "./write-plan.ts";

export type CallArguments =
  | { readonly kind: "none" }
  /** One value for a parameter without a name. */
  | { readonly kind: "single"; readonly value: Slot; readonly type: string }
  /** Values from a query string or a form; several for a variadic parameter. */
  | {
      readonly kind: "texts";
      readonly arguments: readonly {
        readonly parameter: Parameter;
        readonly values: readonly Slot[];
      }[];
    }
  | { readonly kind: "json"; readonly body: JsonBody; readonly parameters: readonly Parameter[] };

export interface CallPlan {
  readonly routine: Routine;
  readonly arguments: CallArguments;
  /** Whether each row is one value, not columns. */
  readonly scalar: boolean;
  /** Empty: all, without naming them. */
  readonly columns: readonly string[];
}

export function planCall(request: ApiRequest, routine: Routine, root: ReadNode): CallPlan {
  const filtered = root.where.flatMap(columnsOf);
  return {
    routine,
    arguments: argumentsFor(request, routine),
    scalar: returnsScalar(routine) || returnsSetOfScalar(routine),
    columns:
      root.select.length === 0 && root.embeds.length === 0 ? [] : returnedColumns(root, filtered),
  };
}

function columnsOf(condition: Condition): readonly string[] {
  if (condition.kind === "compare") return [condition.field.name];
  return condition.kind === "embedded" ? [] : condition.members.flatMap(columnsOf);
}

function argumentsFor(request: ApiRequest, routine: Routine): CallArguments {
  const { payload, query } = request;
  const [lone] = routine.parameters;
  const isLone = routine.parameters.length === 1 && lone?.name === "";
  switch (payload?.kind) {
    case undefined:
      return textArguments(query.arguments, routine);
    case "form":
      return textArguments(payload.arguments, routine);
    case "raw":
      return isLone ? { kind: "single", value: payload.value, type: lone.type } : { kind: "none" };
    case "json": {
      if (isLone) return { kind: "single", value: payload.value, type: lone.type };
      const given = new Set(request.payloadNames);
      const parameters = routine.parameters.filter(({ name }) => given.has(name));
      if (parameters.length === 0) return { kind: "none" };
      return {
        kind: "json",
        body: { value: payload.value, isObject: payload.isObject },
        parameters,
      };
    }
  }
}

/** Of several values for one parameter the last counts, unless the parameter takes them all. */
function textArguments(given: readonly Argument[], routine: Routine): CallArguments {
  const named = routine.parameters.flatMap((parameter) => {
    const values = given.flatMap(({ name, value }) => (name === parameter.name ? [value] : []));
    if (values.length === 0) return [];
    return [{ parameter, values: parameter.variadic ? values : values.slice(-1) }];
  });
  return named.length === 0 ? { kind: "none" } : { kind: "texts", arguments: named };
}
