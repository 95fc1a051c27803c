// Which columns a write must return, or a function must give, so that the read of them works.
import type { Relationship } from "../../catalog/relationships/relationship.ts";
import type { ReadNode } from "./read-node.ts";

/** Names without repetition; `*` alone for all. */
export function returnedColumns(root: ReadNode, further: readonly string[]): readonly string[] {
  const selected = root.select.map(({ field }) => field.name);
  const computed = root.embeds.some(({ relationship }) => relationship.kind === "computed");
  // What a function wants of the row is not known.
  if (computed || selected.includes("*")) return ["*"];
  const joined = root.embeds.flatMap(({ relationship }) => joiningColumns(relationship));
  const ordering = root.order.flatMap(({ field, join }) =>
    join === undefined ? [field.name] : [],
  );
  return [...new Set([...selected, ...joined, ...ordering, ...further])].sort();
}

function joiningColumns(relationship: Relationship): readonly string[] {
  switch (relationship.kind) {
    case "key":
      return relationship.columns.map(([own]) => own);
    case "junction":
      return relationship.tableColumns.map(([own]) => own);
    case "computed":
      return [];
  }
}
