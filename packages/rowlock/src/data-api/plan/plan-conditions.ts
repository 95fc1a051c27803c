// Filters and orders of one node, with the embedded resources that they are about.
import { isToOne } from "../../catalog/relationships/relationship.ts";
import { failure } from "../errors.ts";
import type { LogicTree, Predicate } from "../request/grammar/condition.ts";
import type { FieldReference } from "../request/grammar/names.ts";
import type { Slot } from "../request/shape.ts";
import { shownName } from "./draft.ts";
import { type FieldScope, filterField, orderField, plainField } from "./fields.ts";
import type { Condition, Order } from "./read-node.ts";
import type { RelatedDraft } from "./related-draft.ts";

/** All conditions of a node; they are joined by `and`. */
export function planConditions(related: RelatedDraft, scope: FieldScope): readonly Condition[] {
  const { filters, logic } = related.draft;
  return [
    ...filters.map(({ field, predicate }) => compare({ field, predicate }, { scope, related })),
    ...logic.map(({ tree }) => planLogic(tree, { scope, related })),
  ];
}

interface ConditionContext {
  readonly scope: FieldScope;
  /** Undefined where nothing is embedded that a filter could be about. */
  readonly related: RelatedDraft | undefined;
}

export function planLogic(tree: LogicTree<Slot>, context: ConditionContext): Condition {
  if (tree.kind === "condition") return compare(tree, context);
  const members = tree.members.map((member) => planLogic(member, context));
  return { kind: tree.kind, negated: tree.negated, members };
}

export function compare(
  { field, predicate }: { readonly field: FieldReference; readonly predicate: Predicate<Slot> },
  { scope, related }: ConditionContext,
): Condition {
  const { comparison, negated } = predicate;
  if (comparison.kind === "is" && comparison.constant === "null" && field.path.length === 0) {
    const embed = related?.embeds.find(({ draft }) => shownName(draft) === field.name);
    const join = embed?.link?.join;
    if (join !== undefined) return { kind: "embedded", join, exists: negated };
  }
  return { kind: "compare", field: filterField(scope, field, predicate), predicate };
}

/** @throws DataApiError PGRST108 or PGRST118 for an order by what is not embedded, or is many */
export function planOrder(related: RelatedDraft, scope: FieldScope): readonly Order[] {
  return related.draft.order.map((term) => {
    const { direction, nulls } = term;
    if (term.embed === undefined) {
      return { field: orderField(scope, term.field), join: undefined, direction, nulls };
    }
    const join = orderingJoin(related, term.embed);
    return { field: plainField(term.field), join, direction, nulls };
  });
}

function orderingJoin(related: RelatedDraft, name: string): string {
  const embed = related.embeds.find(({ draft }) => shownName(draft) === name);
  if (embed?.link === undefined) throw failure("notEmbedded", { name });
  if (!isToOne(embed.link.relationship)) {
    throw failure("relatedOrder", { origin: related.table.name, target: name });
  }
  return embed.link.join;
}
