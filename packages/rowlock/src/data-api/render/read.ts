// A tree of nodes as one SELECT: each embedded resource is a lateral subquery of the row that embeds it.
import { empty, identifier, join, param, type Sql, slot, sql } from "../../sql/fragment.ts";
import type { EmbeddedNode, Fetch, ReadNode, Source, SpreadField } from "../plan/read-node.ts";
import { renderCondition, renderOrder } from "./conditions.ts";
import {
  aggregate,
  as,
  type Relation,
  renderColumn,
  renderField,
  renderRelation,
  renderSelected,
} from "./fields.ts";

// The names inside a statement are PostgREST's, since PostgreSQL's messages to clients show them.

/** The rows to answer with, or what a write or a function gave, as a common table expression. */
export const RESULT = identifier("pgrst_source");

/** How the columns of a source are named. */
export function relationOf(source: Source): Relation {
  switch (source.kind) {
    case "relation":
      return source.alias === undefined ? source.name : { name: source.alias };
    case "junction":
      return source.name;
    case "result":
    case "function":
      return { name: source.alias };
  }
}

export function renderSource(source: Source): Sql {
  switch (source.kind) {
    case "relation":
      return sql`${renderRelation(source.name)}${as(source.alias)}`;
    case "junction":
      return sql`${renderRelation(source.name)}, ${renderRelation(source.junction)}`;
    case "result":
      return sql`${RESULT}${as(source.alias)}`;
    case "function": {
      // The cast chooses among overloads.
      const row = sql`${identifier(source.argument)}::${renderRelation(source.argumentType)}`;
      return sql`${renderRelation(source.function)}(${row})${as(source.alias)}`;
    }
  }
}

export function renderJoins({ joins }: ReadNode): readonly Sql[] {
  return joins.map(
    ([own, other]) =>
      sql`${renderColumn(own.relation, own.column)} = ${renderColumn(other.relation, other.column)}`,
  );
}

export function where(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? empty : sql` where ${join(conditions, " and ")}`;
}

export function renderRead(node: ReadNode): Sql {
  const relation = relationOf(node.source);
  const conditions = node.where.map((condition) => renderCondition(relation, condition));
  const laterals = node.embeds.map(renderLateral);
  return sql`select ${join(renderSelect(node, relation))} from ${renderSource(node.source)}${join(laterals, "")}${where([...conditions, ...renderJoins(node)])}${renderGroups(node, relation)}${renderOrder(relation, node.order)}${renderFetch(node.fetch)}`;
}

function renderSelect(node: ReadNode, relation: Relation): readonly Sql[] {
  const own = node.select.map((selected) => renderSelected(relation, selected));
  // With nothing selected and nothing embedded the rows still count.
  const all = own.length === 0 && node.embeds.length === 0 ? [renderColumn(relation, "*")] : own;
  const ordering = node.orderColumns.map(({ join: name, selected }) =>
    renderSelected(name === undefined ? relation : { name }, selected),
  );
  return [...all, ...ordering, ...node.embeds.flatMap(renderEmbedding)];
}

function renderEmbedding({ embedding }: EmbeddedNode): readonly Sql[] {
  const alias = identifier(embedding.join);
  switch (embedding.kind) {
    case "object":
      if (embedding.silent) return [];
      return [sql`row_to_json(${alias}.*)::jsonb${as(embedding.name)}`];
    case "array":
      if (embedding.silent) return [];
      return [sql`coalesce(${alias}.${alias}, '[]')${as(embedding.name)}`];
    case "spread-one":
    case "spread-many":
      return embedding.fields.map((field) => {
        const value = renderColumn({ name: embedding.join }, field.name);
        return sql`${aggregate(value, field)}${as(field.alias)}`;
      });
  }
}

function renderLateral({ node, embedding, inner }: EmbeddedNode): Sql {
  const alias = identifier(embedding.join);
  const kind = inner ? sql` inner join lateral ` : sql` left join lateral `;
  const rows = renderRead(node);
  if (embedding.kind === "object" || embedding.kind === "spread-one") {
    return sql`${kind}(${rows}) as ${alias} on true`;
  }
  const gathered =
    embedding.kind === "spread-many"
      ? embedding.fields.map((field) => gather(embedding, field))
      : [];
  const arrays = join([sql`json_agg(${alias})::jsonb as ${alias}`, ...gathered]);
  const on = inner ? sql`${alias} is not null` : sql`true`;
  return sql`${kind}(select ${arrays} from (${rows}) as ${alias}) as ${alias} on ${on}`;
}

/** A column of rows that become arrays. */
function gather(
  { join: name, order }: Extract<EmbeddedNode["embedding"], { kind: "spread-many" }>,
  field: SpreadField,
): Sql {
  const value = renderColumn({ name }, field.name);
  const ordered = renderOrder({ name }, order);
  return sql`coalesce(json_agg(${value}${ordered}), '[]')::jsonb${as(field.alias ?? field.name)}`;
}

/** With an aggregate in the list, everything else in it is what the rows are grouped by. */
function renderGroups(node: ReadNode, relation: Relation): Sql {
  const spread = node.embeds.flatMap(({ embedding }) =>
    embedding.kind === "spread-one" || embedding.kind === "spread-many" ? embedding.fields : [],
  );
  const aggregates = [...node.select, ...spread].some((field) => field.aggregate !== undefined);
  if (!aggregates) return empty;
  const own = node.select.flatMap((selected) => {
    if (selected.aggregate !== undefined) return [];
    const { alias, field } = selected;
    return [alias === undefined ? renderField(relation, field) : identifier(alias)];
  });
  const terms = [...own, ...node.embeds.flatMap(groupTerms)];
  return terms.length === 0 ? empty : sql` group by ${join(terms)}`;
}

function groupTerms({ embedding }: EmbeddedNode): readonly Sql[] {
  switch (embedding.kind) {
    case "object":
    case "array":
      return embedding.silent ? [] : [identifier(embedding.name)];
    case "spread-one":
    case "spread-many":
      return embedding.fields.flatMap((field) =>
        field.aggregate === undefined
          ? [renderColumn({ name: embedding.join }, field.alias ?? field.name)]
          : [],
      );
  }
}

function renderFetch(fetch: Fetch | undefined): Sql {
  if (fetch === undefined) return empty;
  const { limit, offset } = fetch;
  return sql` limit ${renderLimit(limit)} offset ${offset === undefined ? sql`0` : slot(offset)}`;
}

function renderLimit(limit: Fetch["limit"]): Sql {
  if (limit === undefined) return sql`all`;
  return typeof limit === "number" ? slot(limit) : param(String(limit.rows));
}
