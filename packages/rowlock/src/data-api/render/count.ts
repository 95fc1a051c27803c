// The rows of the requested resource without its columns, limit and offset: what a total count counts.
// Embedded resources matter only where they decide which rows there are; they are then asked for by EXISTS.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import type { ReadNode } from "../plan/read-node.ts";
import { type RenderEmbedded, renderCondition } from "./conditions.ts";
import { relationOf, renderJoins, renderSource, where } from "./read.ts";

export function renderCountable(node: ReadNode): Sql {
  const relation = relationOf(node.source);
  const renderEmbedded: RenderEmbedded = ({ join: name, exists }) => {
    const embed = node.embeds.find(({ embedding }) => embedding.join === name);
    if (embed === undefined) return sql`true`;
    const found = sql`exists (${renderCountable(embed.node)})`;
    return exists ? found : sql`not ${found}`;
  };
  const conditions = node.where.map((one) => renderCondition(relation, one, renderEmbedded));
  const inner = node.embeds
    .filter((embed) => embed.inner)
    .map((embed) => sql`exists (${renderCountable(embed.node)})`);
  const all = [...conditions, ...renderJoins(node), ...inner];
  return sql`select 1 from ${renderSource(node.source)}${where(all)}`;
}

/** Counts no further than this. */
export function limited(countable: Sql, rows: number | undefined): Sql {
  return rows === undefined ? countable : sql`${countable} limit ${param(String(rows))}`;
}
