import { isTable } from "../../../catalog/parts/relations.ts";
import { judgeGuard } from "../../analysis/binding.ts";
import { type AnalysedRelation, mayTry, policiesFor } from "../../analysis/database-analysis.ts";
import { foreignKeysOf } from "../../analysis/ownership.ts";
import type { AuditSubject, Rule } from "../rule.ts";

export const uniqueKeyTells: Rule = {
  id: "unique-key-tells",
  level: "info",
  title: "A unique key tells whether a value is taken in somebody else's row",
  why: "A unique key spans all rows, also those that the caller can't see. Whoever tries to add a value learns by the error whether somebody has it. For names that are public that is as it should be; for telephone numbers or codes it tells on people.",
  help: "Put the owner's column into the key where a value need be unique among one's own rows only, or add rows through the server.",
  *check(subject) {
    for (const relation of subject.relations) {
      const columns = tellingColumns(relation, subject);
      if (columns.length === 0) continue;
      yield {
        object: { schema: relation.schema, table: relation.name },
        message: `Adding to ${relation.schema}.${relation.name} tells whether a value of ${columns.join(" and ")} is taken by somebody whose row the caller can't see`,
      };
    }
  },
};

function tellingColumns(relation: AnalysedRelation, subject: AuditSubject): readonly string[] {
  if (!relation.exposed || !isTable(relation) || !relation.rowSecurity) return [];
  const writers = subject.requestRoles.filter(
    (role) =>
      mayTry(relation, role, "insert") &&
      policiesFor(relation, role, "insert").permissive.length > 0 &&
      !seesAll(relation, role, subject),
  );
  if (writers.length === 0) return [];
  const keys = relation.constraints.filter(
    (one) => one.kind === "primary" || one.kind === "unique",
  );
  return keys
    .filter((key) => !isNumbering(relation, key))
    .filter(({ columns }) => columns.every((name) => isChosen(relation, name)))
    .map(({ columns }) => (columns.length > 1 ? `(${columns.join(", ")})` : (columns[0] ?? "")));
}

/** A primary key of one whole number tells of nobody, whoever counts it up. */
function isNumbering(
  relation: AnalysedRelation,
  { kind, columns }: { readonly kind: string; readonly columns: readonly string[] },
): boolean {
  const type = relation.columns.find(({ name }) => name === columns[0])?.baseType ?? "";
  return kind === "primary" && columns.length === 1 && INTEGER_TYPES.includes(type);
}

const INTEGER_TYPES = ["smallint", "integer", "bigint"];

/** Whether the writer says what stands in a column: no id, no owner, nothing that the database fills in. */
function isChosen(relation: AnalysedRelation, name: string): boolean {
  const column = relation.columns.find((one) => one.name === name);
  if (column === undefined || column.generated || column.identity !== null) return false;
  if (column.defaultExpression !== null || column.baseType === "uuid") return false;
  if (relation.ownership.columns.some((owner) => owner.column === name)) return false;
  return !foreignKeysOf(relation).some((key) => key.columns.includes(name));
}

function seesAll(relation: AnalysedRelation, role: string, { binding }: AuditSubject): boolean {
  return policiesFor(relation, role, "select").permissive.some(
    ({ using }) =>
      using !== null &&
      (judgeGuard(using, { relation, binding })?.some((way) => way.verdict === "open") ?? false),
  );
}
