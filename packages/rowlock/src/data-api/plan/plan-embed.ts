// How an embedded resource shows in the row above it: as an object, as an array, or spread into the row's own columns.
// Aggregates of a spread resource are taken up to the row that is grouped by them.
import { isToOne } from "../../catalog/relationships/relationship.ts";
import { failure } from "../errors.ts";
import { shownName } from "./draft.ts";
import type {
  EmbeddedNode,
  Embedding,
  Order,
  ReadNode,
  SelectedField,
  SpreadField,
} from "./read-node.ts";
import { type Link, type RelatedDraft, spreadOf } from "./related-draft.ts";

export type RelatedEmbed = RelatedDraft & { readonly link: Link };

/** @throws DataApiError PGRST127 for an aggregate over rows that become an array */
export function planEmbed(related: RelatedEmbed, node: ReadNode): EmbeddedNode {
  const { draft, link } = related;
  const common = { relationship: link.relationship, inner: draft.embed?.join === "inner" };
  switch (spreadOf(related)) {
    case undefined:
      return { ...common, node, embedding: asJson(related, node) };
    case "one": {
      const embedding = { kind: "spread-one" as const, join: link.join, fields: takenOver(node) };
      return { ...common, node: withoutAggregates(node), embedding };
    }
    case "many":
      return { ...common, ...spreadMany(node, link.join) };
  }
}

function asJson({ draft, link }: RelatedEmbed, node: ReadNode): Embedding {
  return {
    kind: isToOne(link.relationship) ? "object" : "array",
    join: link.join,
    name: shownName(draft),
    silent: selectsNothing(node),
  };
}

function selectsNothing({ select, embeds }: ReadNode): boolean {
  return select.length === 0 && embeds.every(({ node }) => selectsNothing(node));
}

/** The columns of a spread row, its own and those that it took over itself. */
function takenOver(node: ReadNode): readonly SpreadField[] {
  const own = node.select.map(({ field, alias, aggregate, aggregateCast }) => ({
    name: alias ?? field.name,
    alias: aggregate === undefined ? undefined : alias,
    aggregate,
    aggregateCast,
  }));
  return [...own, ...node.embeds.flatMap(({ embedding }) => takenOverFrom(embedding))];
}

function takenOverFrom(embedding: Embedding): readonly SpreadField[] {
  if (embedding.kind === "spread-one" || embedding.kind === "spread-many") return embedding.fields;
  return embedding.silent ? [] : [plainSpread({ name: embedding.name })];
}

function plainSpread({ name }: Pick<SpreadField, "name">): SpreadField {
  return { name, alias: undefined, aggregate: undefined, aggregateCast: undefined };
}

function withoutAggregates(node: ReadNode): ReadNode {
  return {
    ...node,
    select: node.select.map((selected) => ({
      ...selected,
      aggregate: undefined,
      aggregateCast: undefined,
    })),
    embeds: node.embeds.map((embed) =>
      embed.embedding.kind === "spread-one"
        ? {
            ...embed,
            embedding: { ...embed.embedding, fields: embed.embedding.fields.map(plainSpread) },
          }
        : embed,
    ),
  };
}

/** Rows that become an array are ordered when they are gathered, by columns that are selected for that alone. */
function spreadMany(node: ReadNode, join: string): Pick<EmbeddedNode, "node" | "embedding"> {
  const fields = takenOver(node);
  if (fields.some(({ aggregate }) => aggregate !== undefined)) {
    throw failure(
      "notImplemented",
      "Aggregates are not implemented for one-to-many or many-to-many spreads.",
    );
  }
  const ordered = node.order.map((term, index) => ({
    term,
    alias: `${join}_${term.field.name}_${index + 1}`,
  }));
  return {
    node: {
      ...node,
      order: [],
      orderColumns: ordered.map(({ term, alias }) => ({
        join: term.join,
        selected: orderColumn(term, alias),
      })),
    },
    embedding: {
      kind: "spread-many",
      join,
      fields,
      order: ordered.map(({ term, alias }) => ({
        ...term,
        join,
        field: gatheredField(term, alias),
      })),
    },
  };
}

function orderColumn({ field }: Order, alias: string): SelectedField {
  return { field, alias, cast: undefined, aggregate: undefined, aggregateCast: undefined };
}

function gatheredField({ field }: Order, alias: string): Order["field"] {
  return { ...field, name: alias, path: [], toJson: false };
}
