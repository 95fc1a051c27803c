// The tree of what is selected, with the filters, orders and ranges hung on the resources that they name.
// Guarantee: knows no catalog; a parameter for a resource that is not selected is refused.
import { failure } from "../errors.ts";
import type { ApiRequest } from "../request/api-request.ts";
import type { Filter, LogicFilter } from "../request/filters.ts";
import type { OrderTerm } from "../request/grammar/order.ts";
import type { SelectEmbed, SelectField, SelectItem } from "../request/grammar/select.ts";
import type { BoundRange } from "../request/request-head.ts";

/** A resource being planned. Filled step by step, then left alone. */
export interface Draft {
  /** As the request names it. */
  readonly target: string;
  /** What it was asked as; undefined for the requested resource itself. */
  readonly embed: SelectEmbed | undefined;
  readonly depth: number;
  readonly fields: readonly SelectField[];
  readonly embeds: readonly Draft[];
  readonly filters: Filter[];
  readonly logic: LogicFilter[];
  order: readonly OrderTerm[];
  /** "default": the request says nothing. */
  fetch: BoundRange | undefined | "default";
  /** Addressed by its name although it has an alias, which PostgREST will refuse one day. */
  legacyAddress: boolean;
}

function draftOf(target: string, { embed, items, depth }: DraftInput): Draft {
  const embeds = items.filter((item) => item.kind !== "field");
  return {
    target,
    embed,
    depth,
    fields: items.filter((item) => item.kind === "field"),
    embeds: embeds.map((item) =>
      draftOf(item.target, { embed: item, items: item.select, depth: depth + 1 }),
    ),
    filters: [],
    logic: [],
    order: [],
    fetch: "default",
    legacyAddress: false,
  };
}

interface DraftInput {
  readonly embed: SelectEmbed | undefined;
  readonly items: readonly SelectItem[];
  readonly depth: number;
}

/** The name under which the row above shows it, and other parameters address it. */
export function shownName({ target, embed }: Draft): string {
  return embed?.alias ?? target;
}

export interface DraftOptions {
  /** Whether an embedded resource may be addressed by its name although it has an alias. */
  readonly legacyNames: boolean;
}

/** @throws DataApiError PGRST108 when a parameter addresses what is not selected */
export function draft(target: string, request: ApiRequest, options: DraftOptions): Draft {
  const { query, action } = request;
  const root = draftOf(target, { embed: undefined, items: query.select, depth: 0 });
  // What a write returns is not filtered at the top: there, filters say which rows are written.
  const isWrite = action.kind === "write";
  const applies = ({ embeds }: { readonly embeds: readonly string[] }) =>
    !isWrite || embeds.length > 0;
  const find = (embeds: readonly string[]) => findDraft(root, embeds, options);
  for (const filter of query.filters.filter(applies)) {
    find(filter.embeds).filters.push(filter);
  }
  // Of several orders for one resource the first counts.
  for (const { embeds, terms } of query.orders.toReversed()) find(embeds).order = terms;
  for (const { embeds, fetch } of request.embedFetches) find(embeds).fetch = fetch;
  if (!isWrite) root.fetch = request.fetch;
  for (const filter of query.logic.filter(applies)) {
    find(filter.embeds).logic.push(filter);
  }
  return root;
}

function findDraft(root: Draft, embeds: readonly string[], options: DraftOptions): Draft {
  return embeds.reduce((node, name) => {
    const found = node.embeds.find((child) => isNamed(child, name, options.legacyNames));
    if (found === undefined) {
      const byTarget = node.embeds.find((child) => isNamed(child, name, true));
      throw failure("notEmbedded", { name, alias: byTarget?.embed?.alias });
    }
    if (found.target === name && shownName(found) !== name) found.legacyAddress = true;
    return found;
  }, root);
}

function isNamed(node: Draft, name: string, legacy: boolean): boolean {
  return shownName(node) === name || (legacy && node.target === name);
}

/** Pairs of name and alias that a request addresses in the way that goes out of use. */
export function legacyAddresses(node: Draft): readonly (readonly [name: string, alias: string])[] {
  const own = node.legacyAddress ? [[node.target, shownName(node)] as const] : [];
  return [...own, ...node.embeds.flatMap(legacyAddresses)];
}
