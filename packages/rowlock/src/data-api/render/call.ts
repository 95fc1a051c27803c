// The call of a function in a FROM clause: its arguments by name, its rows or its one value.

import type { Parameter } from "../../catalog/parts/routines.ts";
import { identifier, join, type Sql, slot, sql, trusted } from "../../sql/fragment.ts";
import type { CallArguments, CallPlan } from "../plan/call-plan.ts";
import { renderColumn, renderRelation } from "./fields.ts";
import { BODY, renderJsonRows } from "./json-body.ts";

export function renderCall(plan: CallPlan): Sql {
  return sql`select ${renderColumns(plan)} from ${renderFrom(plan)}`;
}

function renderColumns({ scalar, columns }: CallPlan): Sql {
  if (scalar) return sql`pgrst_call.pgrst_scalar`;
  if (columns.length === 0) return sql`*`;
  return join(columns.map((column) => renderColumn({ name: "pgrst_call" }, column)));
}

function renderFrom(plan: CallPlan): Sql {
  const given = plan.arguments;
  if (given.kind !== "json") return invoke(plan, renderArguments(given));
  const columns = given.parameters.map(({ name, unboundedType }) => ({
    name,
    type: unboundedType,
    convert: undefined,
    filledBy: null,
  }));
  const rows = renderJsonRows({
    body: given.body,
    columns,
    appliesDefaults: false,
    firstOnly: true,
  });
  const values = given.parameters.map((parameter) =>
    named(parameter, sql`${BODY}.${identifier(parameter.name)}`),
  );
  return sql`${rows}, lateral ${invoke(plan, join(values))}`;
}

function invoke({ routine, scalar }: CallPlan, values: Sql): Sql {
  const call = sql`${renderRelation({ schema: routine.schema, name: routine.name })}(${values})`;
  return scalar ? sql`(select ${call} pgrst_scalar) pgrst_call` : sql`${call} pgrst_call`;
}

function named({ name, variadic }: Parameter, value: Sql): Sql {
  const assigned = sql`${identifier(name)} := ${value}`;
  return variadic ? sql`variadic ${assigned}` : assigned;
}

function renderArguments(given: Exclude<CallArguments, { readonly kind: "json" }>): Sql {
  switch (given.kind) {
    case "none":
      return join([]);
    case "single":
      return sql`${slot(given.value)}::${trusted(given.type)}`;
    case "texts":
      return join(
        given.arguments.map(({ parameter, values }) => {
          const type = trusted(parameter.unboundedType);
          const value = parameter.variadic
            ? sql`array[${join(values.map(slot))}]`
            : join(values.map(slot));
          return named(parameter, sql`${value}::${type}`);
        }),
      );
  }
}
