// Fields as SQL: columns, JSON paths, conversions, casts and aggregates.
import { empty, identifier, join, param, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { Field, JoinColumn, SelectedField } from "../plan/read-node.ts";
import type { PathStep } from "../request/grammar/names.ts";
import type { Aggregate } from "../request/grammar/select.ts";

/** The relation whose columns are meant: an alias, or a name with its schema. */
export type Relation = JoinColumn["relation"];

export function renderRelation({ schema, name }: Relation): Sql {
  return schema === undefined ? identifier(name) : identifier(schema, name);
}

export function renderColumn(relation: Relation, column: string): Sql {
  return column === "*"
    ? sql`${renderRelation(relation)}.*`
    : sql`${renderRelation(relation)}.${identifier(column)}`;
}

function renderStep({ arrow, kind, value }: PathStep): Sql {
  const sign = arrow === "->" ? sql`->` : sql`->>`;
  return kind === "key" ? sql`${sign}${param(value)}` : sql`${sign}${param(value)}::int`;
}

/** A field as it is stored, without its conversion. */
export function renderField(relation: Relation, field: Field): Sql {
  const value = renderValue(relation, field);
  if (field.search === undefined) return value;
  return sql`to_tsvector(${renderLanguage(field.search.language)}${value})`;
}

/** The first argument of the functions of full text search, with its comma, if a language is given. */
export function renderLanguage(language: string | undefined): Sql {
  return language === undefined ? empty : sql`${param(language)}, `;
}

function renderValue(relation: Relation, field: Field): Sql {
  if (field.wholeRow) return identifier(relation.name);
  const column = renderColumn(relation, field.name);
  if (field.path.length === 0) return column;
  const path = join(field.path.map(renderStep), "");
  return field.toJson ? sql`to_jsonb(${column})${path}` : sql`${column}${path}`;
}

/** Applies a conversion function, which is SQL text from the catalog. */
export function convert(value: Sql, conversion: string | undefined): Sql {
  return conversion === undefined ? value : sql`${trusted(conversion)}(${value})`;
}

/** A cast to a type that a request names: letters, digits, blanks, `_` and `$` only, as the grammar sees to it. */
export function cast(value: Sql, type: string | undefined): Sql {
  return type === undefined ? value : sql`cast(${value} as ${trusted(type)})`;
}

const AGGREGATES: Readonly<Record<Aggregate, Sql>> = {
  sum: sql`sum`,
  avg: sql`avg`,
  count: sql`count`,
  max: sql`max`,
  min: sql`min`,
};

export function aggregate(
  value: Sql,
  { aggregate: name, aggregateCast }: Pick<SelectedField, "aggregate" | "aggregateCast">,
): Sql {
  return name === undefined ? value : cast(sql`${AGGREGATES[name]}(${value})`, aggregateCast);
}

export function as(alias: string | undefined): Sql {
  return alias === undefined ? empty : sql` as ${identifier(alias)}`;
}

export function renderSelected(relation: Relation, selected: SelectedField): Sql {
  const value = convert(renderField(relation, selected.field), selected.field.convert);
  return sql`${aggregate(cast(value, selected.cast), selected)}${as(selected.alias)}`;
}
