// The audit's report for a terminal of 80 columns: the gravest first, the reason once for each rule, the fix ready to copy.
import { plural, type Style } from "../../text/terminal-text.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import { objectTitle } from "../object-title.ts";
import { type Finding, LEVELS, type Level } from "../rule.ts";
import type { AuditReport } from "../run-audit.ts";

const WIDTH = 80;
const COLORS = { error: "red", warning: "yellow", info: "cyan" } as const;

export interface TerminalOptions {
  readonly style: Style;
  /** How many findings the baseline held back. */
  readonly known: number;
}

export function renderTerminal(report: AuditReport, { style, known }: TerminalOptions): string {
  const lines: string[] = [];
  for (const level of LEVELS) {
    for (const group of byRule(report.findings.filter((one) => one.level === level))) {
      lines.push(...ruleLines(group, style), "");
    }
  }
  lines.push(...unknownLines(report, style), summary(report, { style, known }));
  return lines.join("\n");
}

function byRule(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.id);
    if (group === undefined) groups.set(finding.id, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function ruleLines(group: readonly [Finding, ...Finding[]], style: Style): readonly string[] {
  const [first] = group;
  const count = group.length > 1 ? ` (${group.length})` : "";
  const lines = [
    `${style(COLORS[first.level], first.level)}  ${style("bold", first.id)}${count}`,
    `  ${style("dim", wrapText(first.why, WIDTH - 2, "  "))}`,
  ];
  for (const { message, fix } of group) {
    lines.push(`  • ${wrapText(visible(message), WIDTH - 4, "    ")}`);
    if (fix === null) continue;
    for (const line of visible(fix).split("\n")) lines.push(`      ${style("cyan", line)}`);
  }
  return lines;
}

function unknownLines({ unknown }: AuditReport, style: Style): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map(({ object, reason, text }) => {
    const title = wrapText(
      `${visible(objectTitle(object))}: ${visible(reason)}`,
      WIDTH - 4,
      "    ",
    );
    return `  • ${title}\n      ${style("dim", visible(text))}`;
  });
  return [style("bold", "Not judged (rowlock prove judges by executing)"), ...lines, ""];
}

function summary(report: AuditReport, { style, known }: TerminalOptions): string {
  const { findings, checked, unknown } = report;
  const where = `${plural(checked.tables, "table")}, ${plural(checked.policies, "policy", "policies")} in ${checked.schemas.join(", ")}`;
  const held = known === 0 ? "" : `, ${known} known`;
  const open = unknown.length === 0 ? "" : `, ${style("yellow", `${unknown.length} not judged`)}`;
  if (findings.length === 0) {
    const mark = unknown.length === 0 ? style("green", "✔") : style("yellow", "?");
    return `${mark} Nothing found: ${where}${held}${open}`;
  }
  const counts = LEVELS.flatMap((level) => {
    const count = findings.filter((one) => one.level === level).length;
    return count === 0 ? [] : [style(COLORS[level], plural(count, NAMES[level]))];
  });
  return `${counts.join(", ")} in ${where}${held}${open}`;
}

const NAMES: Readonly<Record<Level, string>> = { error: "error", warning: "warning", info: "note" };
