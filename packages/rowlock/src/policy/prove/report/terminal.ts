// The proof for a terminal of 80 columns: one line an object, then each leak with its witness, request and fix.

import { driftLines } from "../../judged/drift-report.ts";
import type { Style } from "../../text/terminal-text.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import { wrapCode } from "../../text/wrap-code.ts";
import type { Proof } from "../proof.ts";
import { causesOf } from "./causes.ts";
import { lastLine } from "./last-line.ts";
import { type LeakGroup, leaksByCause, sentenceOf } from "./leaks-by-cause.ts";
import { renderMatrix } from "./terminal-matrix.ts";

const WIDTH = 80;
const CODE = { width: WIDTH, indent: " ".repeat(10) } as const;

export function renderProofTerminal(proof: Proof, style: Style): string {
  return [
    ...renderMatrix(proof, style),
    "",
    ...leaksByCause(proof.leaks).flatMap((group) => [...leakLines(group, style), ""]),
    ...privilegeLines(proof, style),
    ...unknownLines(proof, style),
    ...driftLines(proof.drift, style),
    ...controlLines(proof, style),
    ...summary(proof, style),
  ].join("\n");
}

function leakLines(group: LeakGroup, style: Style): readonly string[] {
  const [first] = group;
  const { object, witness, fault, fix, curl } = first;
  const line = (label: string, text: string) =>
    `  ${style("dim", label.padEnd(8))}${wrapText(visible(text), WIDTH - 10, " ".repeat(10))}`;
  const lines = [
    `${style("red", "leak")}  ${style("bold", visible(object))}, ${group.map((leak) => leak.verb).join(", ")}`,
    ...group.map((leak) => `  ${wrapText(visible(sentenceOf(leak)), WIDTH - 2, "  ")}`),
  ];
  if (witness !== null) {
    const key = witness.key === null ? "a row" : JSON.stringify(witness.key);
    lines.push(line("witness", `${key} of ${witness.table}, which belongs to ${witness.owner}`));
  }
  lines.push(line("because", fault.join(", ")));
  const command = wrapCode(visible(curl), { ...CODE, language: "shell" });
  lines.push(`  ${style("dim", "request")} ${command}`);
  if (fix !== null) {
    const [head, ...rest] = wrapCode(visible(fix), { ...CODE, language: "sql" }).split("\n");
    lines.push(`  ${style("dim", "fix")}     ${style("cyan", head ?? "")}`);
    lines.push(...rest.map((part) => style("cyan", part)));
  }
  return lines;
}

function privilegeLines({ privileges }: Proof, style: Style): readonly string[] {
  if (privileges.length === 0) return [];
  const lines = privileges.map(({ claim, object, verbs }) => {
    const text = visible(`${claim}: ${object} (${verbs.join(", ")})`);
    return `  • ${wrapText(text, WIDTH - 4, "    ")}`;
  });
  return [style("bold", "Rows of others, by a claim that only the server sets"), ...lines, ""];
}

function unknownLines(proof: Proof, style: Style): readonly string[] {
  const lines = causesOf(proof).flatMap(({ reason, objects }) => [
    `  • ${wrapText(visible(reason), WIDTH - 4, "    ")}`,
    `    ${style("dim", wrapText(visible(objects.join(", ")), WIDTH - 4, "    "))}`,
  ]);
  return lines.length === 0 ? [] : [style("yellow", "Not proved, because"), ...lines, ""];
}

function controlLines({ controls }: Proof, style: Style): readonly string[] {
  const failed = controls.filter((control) => !control.passed);
  if (failed.length === 0) return [];
  return [
    style("red", "This run can't be trusted: its own controls failed"),
    ...failed.map(({ name }) => `  • not so: ${name}`),
    "",
  ];
}

const TONES = { proved: "green", leaks: "red", "not proved": "yellow" } as const;

function summary(proof: Proof, style: Style): readonly string[] {
  const line = wrapText(lastLine(proof), WIDTH - 2, "");
  if (proof.verdict === "proved") return [`${style("green", "✔")} ${line}`];
  return [style(TONES[proof.verdict], line)];
}
