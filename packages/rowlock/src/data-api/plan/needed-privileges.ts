// Which privileges a plan needs of the role that runs it: relations with the columns that are read or written.
// It says what will be asked for, and never whether it is granted.

import type { QualifiedName } from "../../catalog/qualified-name.ts";
import type { NeededPrivilege } from "../../database/batch/planned-request.ts";
import type { Plan } from "./plan.ts";
import type { Condition, EmbeddedNode, JoinColumn, ReadNode } from "./read-node.ts";
import type { InsertPlan, WritePlan } from "./write-plan.ts";

export function neededPrivileges(plan: Plan): readonly NeededPrivilege[] {
  switch (plan.kind) {
    case "read":
      return readNeeds(plan.table, plan.read.root);
    case "write":
      return [
        ...writeNeeds(plan.write),
        ...plan.read.root.embeds.flatMap((embed) => embedNeeds(embed)),
      ];
    case "call":
      return plan.read.root.embeds.flatMap((embed) => embedNeeds(embed));
    case "describe":
    case "options":
      return [];
  }
}

function select(relation: QualifiedName, names: readonly string[]): NeededPrivilege {
  const columns = names.includes("*") ? ["*"] : [...new Set(names)];
  return { relation, privilege: "SELECT", columns };
}

function readNeeds(relation: QualifiedName, node: ReadNode): readonly NeededPrivilege[] {
  const own = [
    ...node.select.map(({ field }) => field.name),
    ...node.where.flatMap(columnsOf),
    ...node.order.flatMap(({ field, join }) => (join === undefined ? [field.name] : [])),
  ];
  // The columns of either side that a join compares.
  const joined = node.embeds.flatMap((embed) => columnsIn(embed.node.joins, relation));
  return [select(relation, [...own, ...joined]), ...node.embeds.flatMap(embedNeeds)];
}

function embedNeeds(embed: EmbeddedNode): readonly NeededPrivilege[] {
  const { node } = embed;
  const { source } = node;
  switch (source.kind) {
    case "relation": {
      const [first, ...others] = readNeeds(source.name, node);
      if (first === undefined) return others;
      const joined = columnsIn(node.joins, { ...source.name, alias: source.alias });
      return [select(source.name, [...first.columns, ...joined]), ...others];
    }
    case "junction": {
      const between = select(source.junction, columnsIn(node.joins, source.junction));
      return [...readNeeds(source.name, node), between];
    }
    case "result":
    case "function":
      return node.embeds.flatMap(embedNeeds);
  }
}

function columnsIn(
  joins: ReadNode["joins"],
  { name, alias }: QualifiedName & { readonly alias?: string | undefined },
): readonly string[] {
  const isOwn = ({ relation }: JoinColumn) => relation.name === (alias ?? name);
  return joins.flatMap((pair) => pair.filter(isOwn).map(({ column }) => column));
}

function columnsOf(condition: Condition): readonly string[] {
  if (condition.kind === "compare") return [condition.field.name];
  return condition.kind === "embedded" ? [] : condition.members.flatMap(columnsOf);
}

function writeNeeds(write: WritePlan): readonly NeededPrivilege[] {
  const { table, returning } = write;
  switch (write.kind) {
    case "insert":
      return insertNeeds(write);
    case "update": {
      const columns = write.columns.map(({ name }) => name);
      const seen = [...write.conditions.flatMap(columnsOf), ...returning];
      return [{ relation: table, privilege: "UPDATE", columns }, ...readsOf(table, seen)];
    }
    case "delete": {
      const seen = [...write.conditions.flatMap(columnsOf), ...returning];
      return [{ relation: table, privilege: "DELETE", columns: [] }, ...readsOf(table, seen)];
    }
  }
}

function insertNeeds({ table, columns, returning, conflict }: InsertPlan) {
  const written = columns.map(({ name }) => name);
  const merges = conflict?.action === "merge" && conflict.columns.length > 0;
  const arbiters = conflict === undefined ? [] : conflict.columns;
  const seen = [...returning, ...arbiters, ...(merges ? written : [])];
  return [
    { relation: table, privilege: "INSERT", columns: written } as const,
    ...(merges ? [{ relation: table, privilege: "UPDATE", columns: written } as const] : []),
    ...readsOf(table, seen),
  ];
}

function readsOf(table: QualifiedName, columns: readonly string[]): readonly NeededPrivilege[] {
  return columns.length === 0 ? [] : [select(table, columns)];
}
