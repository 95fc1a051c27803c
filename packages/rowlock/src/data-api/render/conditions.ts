// Filters, logic trees and orders as SQL. Every value is a parameter; every operator comes from our own table.
import { empty, identifier, join, type Sql, slot, sql, trusted } from "../../sql/fragment.ts";
import {
  IS_VALUES,
  QUANTIFIED_OPERATORS,
  SEARCH_OPERATORS,
  SIMPLE_OPERATORS,
} from "../operators.ts";
import type { Condition, Field, Order } from "../plan/read-node.ts";
import type { Comparison } from "../request/grammar/condition.ts";
import type { Slot } from "../request/shape.ts";
import { convert, type Relation, renderField, renderLanguage } from "./fields.ts";

/** How a condition on the existence of embedded rows is written where the rows are not joined. */
export type RenderEmbedded = (condition: Extract<Condition, { readonly kind: "embedded" }>) => Sql;

function renderJoined({
  join: name,
  exists,
}: Extract<Condition, { readonly kind: "embedded" }>): Sql {
  return exists
    ? sql`${identifier(name)} is distinct from null`
    : sql`${identifier(name)} is not distinct from null`;
}

export function renderCondition(
  relation: Relation,
  condition: Condition,
  renderEmbedded: RenderEmbedded = renderJoined,
): Sql {
  switch (condition.kind) {
    case "embedded":
      return renderEmbedded(condition);
    case "compare": {
      const { negated, comparison } = condition.predicate;
      const compared = renderComparison(relation, condition.field, comparison);
      return negated ? sql`not ${compared}` : compared;
    }
    case "and":
    case "or": {
      const members = condition.members.map((member) =>
        renderCondition(relation, member, renderEmbedded),
      );
      const group = sql`(${join(members, ` ${condition.kind} `)})`;
      return condition.negated ? sql`not ${group}` : group;
    }
  }
}

function renderComparison(relation: Relation, field: Field, comparison: Comparison<Slot>): Sql {
  const left = renderField(relation, field);
  switch (comparison.kind) {
    case "simple": {
      const operator = trusted(SIMPLE_OPERATORS[comparison.operator]);
      return sql`${left} ${operator} ${convert(slot(comparison.value), field.convert)}`;
    }
    case "quantified":
      return sql`${left} ${trusted(QUANTIFIED_OPERATORS[comparison.operator])} ${quantified(comparison, field)}`;
    case "in":
      return sql`${left} = any (${renderArray(comparison.value, field)})`;
    case "is":
      return sql`${left} is ${trusted(IS_VALUES[comparison.constant])}`;
    case "isdistinct":
      return sql`${left} is distinct from ${slot(comparison.value)}`;
    case "search": {
      const query = trusted(SEARCH_OPERATORS[comparison.operator]);
      return sql`${left} @@ ${query}(${renderLanguage(comparison.language)}${slot(comparison.value)})`;
    }
  }
}

function quantified(
  comparison: Extract<Comparison<Slot>, { kind: "quantified" }>,
  field: Field,
): Sql {
  const { operator, quantifier, value } = comparison;
  // A pattern is a text, whatever the column's own form is.
  const isPattern = operator === "like" || operator === "ilike";
  const right = isPattern ? slot(value) : convert(slot(value), field.convert);
  return quantifier === undefined ? right : sql`${trusted(quantifier)}(${right})`;
}

function renderArray(value: Slot, { convert: conversion }: Field): Sql {
  if (conversion === undefined) return slot(value);
  return sql`select ${convert(sql`unnest(${slot(value)}::text[])`, conversion)}`;
}

const DIRECTIONS = { asc: sql` asc`, desc: sql` desc` } as const;
const NULLS = { first: sql` nulls first`, last: sql` nulls last` } as const;

export function renderOrder(relation: Relation, order: readonly Order[]): Sql {
  if (order.length === 0) return empty;
  const terms = order.map(({ field, join: name, direction, nulls }) => {
    const by = renderField(name === undefined ? relation : { name }, field);
    const way = direction === undefined ? empty : DIRECTIONS[direction];
    return sql`${by}${way}${nulls === undefined ? empty : NULLS[nulls]}`;
  });
  return sql` order by ${join(terms)}`;
}
