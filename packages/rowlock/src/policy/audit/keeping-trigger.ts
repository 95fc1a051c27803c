// Triggers that keep a column as it is, as far as their text shows it: `new.role := old.role`, or a refusal when the two
// differ. Text is not proof, so what is found here may soften a finding and never takes it away.
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { withoutComments } from "../expression/routine-body.ts";

/** The name of a trigger of the table that seems to keep one of the columns. */
export function keepingTrigger(
  { triggers }: AnalysedRelation,
  columns: readonly string[],
  { model }: DatabaseAnalysis,
): string | undefined {
  return triggers.find(({ routine }) => {
    const source = model.routines.find((one) => one.oid === routine)?.source ?? "";
    const text = withoutComments(source);
    return columns.some((column) => keeps(text, column));
  })?.name;
}

function keeps(text: string, column: string): boolean {
  const name = `"?${column.replaceAll(/[^\w]/g, "\\$&")}"?`;
  const [fresh, old] = [`new\\.${name}`, `old\\.${name}`];
  const differs = "\\s*(?:<>|!=|is\\s+distinct\\s+from)\\s*";
  const patterns = [
    `${fresh}\\s*:?=\\s*(?:${old}|')`,
    `(?:${fresh}${differs}${old}|${old}${differs}${fresh})[\\s\\S]*\\braise\\s+exception\\b`,
  ];
  return patterns.some((pattern) => new RegExp(pattern, "i").test(text));
}
