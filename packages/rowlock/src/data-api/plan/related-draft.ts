// The drafts with the relationships they stand for, and the names that their rows have in the query.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import { nameKey, type QualifiedName } from "../../catalog/qualified-name.ts";
import { isToOne, type Relationship } from "../../catalog/relationships/relationship.ts";
import type { Table } from "../../catalog/table.ts";
import type { Draft } from "./draft.ts";
import { findRelationship } from "./find-relationship.ts";
import type { Join, JoinColumn, Source } from "./read-node.ts";

/** A draft that knows what it is read from. */
export interface RelatedDraft {
  readonly draft: Draft;
  readonly source: Source;
  /** Under which name other parts of the query refer to its rows. */
  readonly relation: Partial<QualifiedName> & { readonly name: string };
  /** The relation whose rows they are. */
  readonly table: QualifiedName;
  /** Undefined for the requested resource. */
  readonly link: Link | undefined;
  readonly embeds: readonly RelatedDraft[];
}

export interface Link {
  readonly relationship: Relationship;
  readonly joins: readonly Join[];
  /** The name of the lateral subquery. */
  readonly join: string;
}

export interface RelateOptions {
  readonly catalog: ExposedCatalog;
  /** The schema of the request: names of targets are looked up in it. */
  readonly schema: string;
  /** Whether the rows come from a write or a function, not from the relation itself. */
  readonly fromResult: boolean;
}

/** @throws DataApiError PGRST200 or PGRST201 */
export function relate(root: Draft, table: QualifiedName, options: RelateOptions): RelatedDraft {
  const self = options.fromResult
    ? { source: { kind: "result", alias: table.name } as const, relation: { name: table.name } }
    : { source: { kind: "relation", name: table, alias: undefined } as const, relation: table };
  const parent = { ...self, draft: root, table, link: undefined };
  return { ...parent, embeds: root.embeds.map((child) => relateEmbed(child, parent, options)) };
}

type Parent = Omit<RelatedDraft, "embeds">;

function relateEmbed(draft: Draft, parent: Parent, options: RelateOptions): RelatedDraft {
  const relationship = findRelationship(options.catalog, {
    schema: options.schema,
    origin: parent.table.name,
    target: draft.target,
    hint: draft.embed?.hint,
  });
  const link = {
    relationship,
    joins: joinsOf(relationship, parent, aliasOf(relationship, draft)),
    join: `${relationship.table.name}_${draft.embed?.alias ?? draft.target}_${draft.depth}`,
  };
  const self = {
    draft,
    link,
    table: relationship.target,
    ...readFrom(relationship, parent, draft),
  };
  return { ...self, embeds: draft.embeds.map((child) => relateEmbed(child, self, options)) };
}

function aliasOf({ target }: Relationship, { depth }: Draft): string {
  return `${target.name}_${depth}`;
}

function readFrom(
  relationship: Relationship,
  parent: Parent,
  draft: Draft,
): Pick<RelatedDraft, "source" | "relation"> {
  const alias = aliasOf(relationship, draft);
  switch (relationship.kind) {
    case "junction":
      return {
        source: { kind: "junction", name: relationship.target, junction: relationship.junction },
        relation: relationship.target,
      };
    case "computed":
      return {
        source: {
          kind: "function",
          function: relationship.function,
          argument: parent.relation.name,
          argumentType: relationship.table,
          alias,
        },
        relation: { name: alias },
      };
    case "key":
      return {
        source: { kind: "relation", name: relationship.target, alias },
        relation: { name: alias },
      };
  }
}

function joinsOf(relationship: Relationship, parent: Parent, alias: string): readonly Join[] {
  const above = (column: string): JoinColumn => ({ relation: parent.relation, column });
  switch (relationship.kind) {
    case "computed":
      return [];
    case "key":
      return relationship.columns.map(([own, other]) => [
        { relation: { name: alias }, column: other },
        above(own),
      ]);
    case "junction": {
      const { junction, target, tableColumns, targetColumns } = relationship;
      return [
        ...targetColumns.map(
          ([own, between]): Join => [
            { relation: junction, column: between },
            { relation: target, column: own },
          ],
        ),
        ...tableColumns.map(
          ([own, between]): Join => [{ relation: junction, column: between }, above(own)],
        ),
      ];
    }
  }
}

/** Whether the rows are taken over into the row above, and how many there may be. */
export function spreadOf({ draft, link }: RelatedDraft): "one" | "many" | undefined {
  if (draft.embed?.kind !== "spread" || link === undefined) return undefined;
  return isToOne(link.relationship) ? "one" : "many";
}

/** The relation that the request's own name for it means, whose columns its fields are looked up in. */
export function namedTable(
  catalog: ExposedCatalog,
  related: RelatedDraft,
  schema: string,
): Table | undefined {
  const name = related.link === undefined ? related.table : { schema, name: related.draft.target };
  return catalog.tables.get(nameKey(name));
}
