// The proof for a terminal of 80 columns: one line an object, then each leak with its witness, request and fix.
import { plural, type Style } from "../../audit/output/terminal.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import type { ProofVerb } from "../attempts/attempt.ts";
import type { CellOutcome, Leak, Proof } from "../proof.ts";
import { cellsOf, LEGEND, SHORT_VERBS, SIGNS, verbsOf, worstOf } from "./legend.ts";

const WIDTH = 80;
const COLORS: Readonly<Partial<Record<CellOutcome, "red" | "yellow" | "green">>> = {
  leak: "red",
  unknown: "yellow",
  failed: "yellow",
  allowed: "green",
};

export function renderProofTerminal(proof: Proof, style: Style): string {
  return [
    ...matrix(proof, style),
    "",
    ...byCause(proof.leaks).flatMap((group) => [...leakLines(group, style), ""]),
    ...unknownLines(proof, style),
    ...controlLines(proof, style),
    ...summary(proof, style),
  ].join("\n");
}

/** As many columns as fit beside the names; the rest follow below. */
function matrix(proof: Proof, style: Style): readonly string[] {
  const verbs = verbsOf(proof);
  if (verbs.length === 0) return [style("dim", "Nothing that is served has rows to try")];
  const width = Math.min(24, Math.max(...proof.objects.map((name) => shortName(name).length)));
  const columns = Math.max(1, Math.floor((WIDTH - width) / 5));
  const relations = verbs.filter((verb) => verb !== "call");
  const parts: (readonly ProofVerb[])[] = [];
  for (let from = 0; from < relations.length; from += columns) {
    parts.push(relations.slice(from, from + columns));
  }
  if (verbs.includes("call")) parts.push(["call"]);
  const blocks = parts.map((part) => block(proof, part, { width, style }));
  return [...blocks.flatMap((lines) => [...lines, ""]), style("dim", LEGEND)];
}

interface BlockOptions {
  readonly width: number;
  readonly style: Style;
}

function block(
  proof: Proof,
  verbs: readonly ProofVerb[],
  { width, style }: BlockOptions,
): readonly string[] {
  const heads = verbs.map((verb) => SHORT_VERBS[verb].padStart(5)).join("");
  const lines = proof.objects.flatMap((object) => {
    const worst = verbs.map((verb) => worstOf(cellsOf(proof, { object, verb })));
    if (worst.every((outcome) => outcome === undefined)) return [];
    const signs = worst.map((outcome) => sign(outcome, style)).join("");
    return [`${shorten(visible(shortName(object)), width)}${signs}`];
  });
  return [style("dim", `${" ".repeat(width)}${heads}`), ...lines];
}

function sign(outcome: CellOutcome | undefined, style: Style): string {
  if (outcome === undefined) return "     ";
  const color = COLORS[outcome];
  return `    ${color === undefined ? SIGNS[outcome] : style(color, SIGNS[outcome])}`;
}

function shortName(object: string): string {
  return object.replace(/^public\./, "");
}

function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

type Group = readonly [Leak, ...Leak[]];

/** One policy often lets several verbs through: that is told once. */
function byCause(leaks: readonly Leak[]): readonly Group[] {
  const groups = new Map<string, [Leak, ...Leak[]]>();
  for (const leak of leaks) {
    const key = JSON.stringify([leak.object, leak.fault]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [leak]);
    else group.push(leak);
  }
  return [...groups.values()];
}

function leakLines(group: Group, style: Style): readonly string[] {
  const [first] = group;
  const { object, witness, fault, fix, curl } = first;
  const line = (label: string, text: string) =>
    `  ${style("dim", label.padEnd(8))}${wrapText(visible(text), WIDTH - 10, " ".repeat(10))}`;
  const lines = [
    `${style("red", "leak")}  ${style("bold", visible(object))}, ${group.map((leak) => leak.verb).join(", ")}`,
    ...group.map((leak) => `  ${wrapText(visible(sentence(leak)), WIDTH - 2, "  ")}`),
  ];
  if (witness !== null) {
    const key = witness.key === null ? "a row" : JSON.stringify(witness.key);
    lines.push(line("witness", `${key} of ${witness.table}, which belongs to ${witness.owner}`));
  }
  lines.push(line("because", fault.join(", ")), `  ${style("dim", "request")} ${visible(curl)}`);
  const statements = fix === null ? [] : visible(fix).split("\n");
  for (const [index, part] of statements.entries()) {
    lines.push(`  ${style("dim", (index === 0 ? "fix" : "").padEnd(8))}${style("cyan", part)}`);
  }
  return lines;
}

function sentence({ actor, what, alsoBy, confirmed }: Leak): string {
  const also = alsoBy.length === 0 ? "" : ` (so can ${alsoBy.join(", ")})`;
  const doubt = confirmed ? "" : ", though not when it was sent a second time";
  return `${actor} ${what}${also}${doubt}`;
}

function unknownLines({ unknown }: Proof, style: Style): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map(
    ({ object, reason }) => `  • ${wrapText(visible(`${object}: ${reason}`), WIDTH - 4, "    ")}`,
  );
  return [style("yellow", "Unknown, and so not called safe"), ...lines, ""];
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
