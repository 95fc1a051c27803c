// Whether grants let a role say what stands in a column of a row that it adds or changes.
import type { TablePrivilege } from "../../catalog/parts/privileges.ts";
import type { AnalysedRelation } from "../analysis/database-analysis.ts";

export function maySetColumn(
  { columns, privileges }: AnalysedRelation,
  name: string,
  { role, verb }: { readonly role: string; readonly verb: "insert" | "update" },
): boolean {
  const privilege: TablePrivilege = verb === "insert" ? "INSERT" : "UPDATE";
  const held = privileges.find((one) => one.role === role);
  if (held === undefined || columns.find((one) => one.name === name)?.generated === true)
    return false;
  return (
    held.table.includes(privilege) ||
    held.columns.some((one) => one.column === name && one.privileges.includes(privilege))
  );
}
