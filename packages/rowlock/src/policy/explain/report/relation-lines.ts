// The policies of each relation that the request reads or writes, with what they say of the rows in question.
import { plural, type Style } from "../../text/terminal-text.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import type { Explanation } from "../explanation.ts";
import type { PhaseReport, PolicyReport, RefusedRow, RelationReport } from "../reports.ts";
import { reasonWords } from "../tell/conditions.ts";
import { passedOverWords } from "../tell/passed-over.ts";

const ROOM = 70;

export function relationLines({ relations }: Explanation, style: Style): readonly string[] {
  return relations.flatMap((relation) => oneRelation(relation, style));
}

function oneRelation(relation: RelationReport, style: Style): readonly string[] {
  const { part, passedOver, rowSecurity, phases } = relation;
  const name = `${visible(relation.relation)}${part === "target" ? "" : ` (${part})`}`;
  if (passedOver !== null) {
    const total = phases[0]?.total;
    const rows =
      total === undefined || total === null ? "" : `; ${plural(total, "row")} in question`;
    return wrap(`${name}: policies do not count, ${passedOverWords(passedOver)}${rows}`);
  }
  const forced = rowSecurity === "forced" ? ", for its owner too" : "";
  return [
    ...wrap(`${name}: row level security is on${forced}`),
    ...phases.flatMap((phase) => phaseLines(phase, style)),
  ];
}

function phaseLines(phase: PhaseReport, style: Style): readonly string[] {
  const { verb, rows, tried, passed, total, policies, refused } = phase;
  if (tried === 0 && rows === "new") return [];
  const which = rows === "new" ? "new row" : "row";
  const isWhole = total !== null && total <= tried;
  const sample = isWhole ? ` of ${plural(tried, which)}` : ` of the first ${plural(tried, which)}`;
  const mark =
    passed === tried
      ? style("green", "✔")
      : style(passed === 0 ? "red" : "yellow", passed === 0 ? "✖" : "!");
  const head =
    tried === 0
      ? `· for ${verb}: no row in question`
      : `${mark} for ${verb}: ${passed}${sample} let through`;
  return [
    `  ${head}`,
    ...(policies.length === 0 ? ["      no policy for this role"] : []),
    ...policies.flatMap((policy) => policyLines(policy, { style, tried })),
    ...refused.flatMap((row) => (row.reasons.length === 0 ? [] : refusedLines(row, style))),
  ];
}

function policyLines(
  { name, permissive, readable, passed, failure }: PolicyReport,
  { style, tried }: { readonly style: Style; readonly tried: number },
): readonly string[] {
  const kind = permissive ? "" : ", restrictive";
  const said =
    failure !== null
      ? "fails"
      : passed === null || tried === 0
        ? ""
        : `true for ${passed} of ${tried}`;
  return [
    ...wrap(`"${name}"${kind}${said === "" ? "" : `: ${said}`}`, 6),
    ...wrap(readable, 8).map((line) => style("cyan", line)),
    ...(failure === null ? [] : wrap(failure.problem.message, 8).map((line) => style("red", line))),
  ];
}

function refusedLines({ row, reasons }: RefusedRow, style: Style): readonly string[] {
  const named = Object.entries(row)
    .map(([column, value]) => `${column} ${JSON.stringify(value)}`)
    .join(", ");
  const because = reasons.map(reasonWords).filter((words) => words !== "");
  const words = [...new Set(because)].join("; ");
  return wrap(`refused ${named}${words === "" ? "" : `: ${words}`}`, 6).map((line) =>
    style("yellow", line),
  );
}

function wrap(text: string, indent = 0): readonly string[] {
  const room = " ".repeat(indent);
  return wrapText(visible(text), ROOM - indent)
    .split("\n")
    .map((line, index) => `${room}${index === 0 || indent === 0 ? "" : "  "}${line}`);
}
