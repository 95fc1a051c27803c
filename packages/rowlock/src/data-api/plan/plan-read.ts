// Plans a read: the tree of what was asked for becomes the tree of nodes that can be rendered.
// Guarantee: no I/O, no values; the same request shape and catalog give the same tree.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import type { QualifiedName } from "../../catalog/qualified-name.ts";
import { failure } from "../errors.ts";
import type { ApiRequest } from "../request/api-request.ts";
import type { DataApiSettings } from "../settings.ts";
import { type Draft, draft as draftOf, legacyAddresses } from "./draft.ts";
import { planConditions, planOrder } from "./plan-conditions.ts";
import { planEmbed } from "./plan-embed.ts";
import type { Fetch, ReadNode } from "./read-node.ts";
import { namedTable, type RelatedDraft, relate } from "./related-draft.ts";
import { groupsRows, planSelect } from "./select-fields.ts";

export interface ReadPlan {
  readonly root: ReadNode;
  /** Whether the whole row is asked for and nothing else: then a handler of the database may make the answer. */
  readonly selectsAll: boolean;
  /** Embedded resources that were addressed by name although they have an alias, with that alias. */
  readonly legacyAddresses: readonly (readonly [name: string, alias: string])[];
}

export interface PlanContext {
  readonly catalog: ExposedCatalog;
  readonly settings: DataApiSettings;
}

/** @param table whose rows they are, also where a write or a function gives them */
export function planRead(
  request: ApiRequest,
  table: QualifiedName,
  context: PlanContext,
): ReadPlan {
  const { catalog, settings } = context;
  const legacyNames = settings.urlUseLegacyTargetNames;
  const draft = draftOf(table.name, request, { legacyNames });
  const related = relate(draft, table, {
    catalog,
    schema: table.schema,
    fromResult: request.action.kind !== "read",
  });
  if (!settings.dbAggregatesEnabled && takesAggregates(draft)) throw failure("aggregates");
  const root = planNode(related, {
    catalog,
    schema: table.schema,
    grouped: false,
    maxRows: request.action.kind === "write" ? undefined : settings.dbMaxRows,
  });
  const [only, ...others] = root.select;
  return {
    root,
    selectsAll: only?.field.name === "*" && others.length === 0 && root.embeds.length === 0,
    legacyAddresses: legacyNames ? legacyAddresses(draft) : [],
  };
}

function takesAggregates({ fields, embeds }: Draft): boolean {
  return fields.some(({ aggregate }) => aggregate !== undefined) || embeds.some(takesAggregates);
}

interface NodeContext {
  readonly catalog: ExposedCatalog;
  readonly schema: string;
  /** Whether a node above groups its rows. */
  readonly grouped: boolean;
  readonly maxRows: number | undefined;
}

function planNode(related: RelatedDraft, context: NodeContext): ReadNode {
  const { catalog, schema } = context;
  const scope = { catalog, table: namedTable(catalog, related, schema) };
  const grouped = context.grouped || groupsRows(related);
  return {
    source: related.source,
    select: planSelect(related, { scope, grouped }),
    orderColumns: [],
    joins: related.link?.joins ?? [],
    where: planConditions(related, scope),
    order: planOrder(related, scope),
    fetch: fetchOf(related.draft, context.maxRows),
    embeds: related.embeds.flatMap((child) =>
      child.link === undefined
        ? []
        : [planEmbed({ ...child, link: child.link }, planNode(child, { ...context, grouped }))],
    ),
  };
}

function fetchOf({ fetch }: Draft, maxRows: number | undefined): Fetch | undefined {
  if (fetch !== "default") return fetch;
  return maxRows === undefined ? undefined : { limit: { rows: maxRows }, offset: undefined };
}
