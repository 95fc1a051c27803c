import { type AnalysedRelation, mayTry, policiesFor } from "../../analysis/database-analysis.ts";
import type { AuditSubject, Rule } from "../rule.ts";
import { newColumnsIn, type TriggerWrite, triggerWrites } from "../trigger-writes.ts";

export const triggerWritesOthers: Rule = {
  id: "trigger-writes-others",
  level: "warning",
  title: "A trigger changes a row that the writer names, with its owner's rights",
  why: "The trigger is above the policies of the table that it writes. Whoever may add the row that sets it off chooses whose row is changed, and to what.",
  help: "Check in the policy of the first table that the row which it names is the caller's, or do so in the trigger.",
  *check(subject) {
    for (const found of triggerWrites(subject)) {
      const { source, trigger, write, target } = found;
      if (!source.exposed || write.kind === "insert") continue;
      const key = chosenKey(found, subject);
      if (key === undefined) continue;
      yield {
        object: { schema: source.schema, table: source.name },
        message: `The trigger ${trigger} on ${source.schema}.${source.name} ${write.kind === "delete" ? "deletes" : "changes"} the row of ${target.schema}.${target.name} that ${key} names, whosever it is`,
      };
    }
  },
};

/** The column by which the writer chooses the row, where what is written is the writer's word too. */
function chosenKey({ source, write }: TriggerWrite, subject: AuditSubject): string | undefined {
  const keys = write.query.conditions.flatMap(newColumnsIn);
  const free = keys.find((column) =>
    subject.requestRoles.some((role) => mayChoose(source, column, { role, subject })),
  );
  if (free === undefined) return undefined;
  const said = write.values.flatMap(({ value }) => newColumnsIn(value));
  return write.kind === "delete" || said.some((column) => !keys.includes(column))
    ? free
    : undefined;
}

interface Writer {
  readonly role: string;
  readonly subject: AuditSubject;
}

/** Whether a role may add rows with any value in a column: no policy ties the column to the caller. */
function mayChoose(source: AnalysedRelation, column: string, { role, subject }: Writer): boolean {
  if (!mayTry(source, role, "insert")) return false;
  if (!source.rowSecurity) return true;
  // What a foreign key to rows that only their owners see holds is checked above the policies.
  const { permissive, restrictive } = policiesFor(source, role, "insert");
  const holds = [...permissive, ...restrictive].some(
    ({ check }) =>
      check?.understood === true &&
      check.alternatives.every((way) =>
        way.some(
          (one) =>
            (one.kind === "binds" && one.column === column) ||
            ((one.kind === "membership" || one.kind === "delegates") &&
              one.columns.includes(column)),
        ),
      ),
  );
  return permissive.length > 0 && !holds && subject.requestRoles.includes(role);
}
