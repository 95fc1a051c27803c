// The proof for a terminal of 80 columns: one line an object, then each leak with its witness, request and fix.
import { plural, type Style } from "../../audit/output/terminal.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import { wrapCode } from "../../text/wrap-code.ts";
import type { Proof } from "../proof.ts";
import { failuresOf } from "./failures.ts";
import { type LeakGroup, leaksByCause, sentenceOf } from "./leaks-by-cause.ts";
import { renderMatrix } from "./terminal-matrix.ts";

const WIDTH = 80;
const CODE = { width: WIDTH, indent: " ".repeat(10) } as const;

export function renderProofTerminal(proof: Proof, style: Style): string {
  return [
    ...renderMatrix(proof, style),
    "",
    ...leaksByCause(proof.leaks).flatMap((group) => [...leakLines(group, style), ""]),
    ...unknownLines(proof, style),
    ...failureLines(proof, style),
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

function unknownLines({ unknown }: Proof, style: Style): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map(
    ({ object, reason }) => `  • ${wrapText(visible(`${object}: ${reason}`), WIDTH - 4, "    ")}`,
  );
  return [style("yellow", "Unknown, and so not called safe"), ...lines, ""];
}

function failureLines(proof: Proof, style: Style): readonly string[] {
  const lines = failuresOf(proof).map(({ object, verbs, reason }) => {
    const text = visible(`${object}, ${verbs.join(", ")}: ${reason}`);
    return `  • ${wrapText(text, WIDTH - 4, "    ")}`;
  });
  return lines.length === 0 ? [] : [style("yellow", "Fails, by itself"), ...lines, ""];
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

function summary(proof: Proof, style: Style): readonly string[] {
  const { leaks, unknown, objects, requests, trusted, controls } = proof;
  const what = `${plural(objects.length, "object")}, ${requests} requests, ${plural(controls.length, "control")}`;
  if (!trusted) return [style("red", `Nothing is proved: ${what}`)];
  if (leaks.length > 0) return [style("red", `${plural(leaks.length, "leak")} in ${what}`)];
  if (unknown.length > 0) {
    return [style("yellow", `No leak found, but ${unknown.length} unknown: ${what}`)];
  }
  return [`${style("green", "✔")} Each sees only what is theirs: ${what}`];
}
