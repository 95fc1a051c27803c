// The matrix for a terminal of 80 columns: one line an object, the gravest outcome of all actors in each cell.
import type { Style } from "../../text/terminal-text.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import type { CellOutcome, Proof } from "../proof.ts";
import { estimatesSentence } from "./estimates.ts";
import {
  cellsOf,
  LEGEND,
  LIVE,
  SIGNS,
  VERB_GROUPS,
  type VerbColumn,
  verbsOf,
  worstOf,
} from "./legend.ts";

const COLORS: Readonly<Partial<Record<CellOutcome, "red" | "yellow" | "green">>> = {
  leak: "red",
  unknown: "yellow",
  failed: "yellow",
  allowed: "green",
};

/** What the signs of all verbs leave of 80 columns. */
const NAME_WIDTH = 23;

interface Group {
  readonly title: string;
  readonly columns: readonly VerbColumn[];
}

/** Relations first, functions below. */
export function renderMatrix(proof: Proof, style: Style): readonly string[] {
  const tried = verbsOf(proof);
  if (tried.length === 0) return [style("dim", "Nothing that is served has rows to try")];
  const groups = VERB_GROUPS.map(({ title, columns }) => ({
    title,
    columns: columns.filter(({ verb }) => tried.includes(verb)),
  })).filter(({ columns }) => columns.length > 0);
  const calls = groups.filter(({ title }) => title === "");
  const live = groups.filter(({ title }) => title === LIVE);
  const relations = groups.filter(({ title }) => title !== "" && title !== LIVE);
  const blocks = [relations, calls, live].filter((part) => part.length > 0);
  const estimates = estimatesSentence(proof);
  return [
    ...blocks.flatMap((part) => [...block(proof, part, style), ""]),
    style("dim", LEGEND),
    ...(estimates === undefined ? [] : [style("dim", wrapText(visible(estimates), 80))]),
  ];
}

function block(proof: Proof, groups: readonly Group[], style: Style): readonly string[] {
  const lines = proof.objects.flatMap((object) => {
    const signs = groups.map(({ columns }) =>
      columns.map(({ verb, head }) => {
        const outcome = worstOf(cellsOf(proof, { object, verb }));
        return { outcome, text: sign(outcome, { width: head.length + 1, style }) };
      }),
    );
    if (signs.flat().every(({ outcome }) => outcome === undefined)) return [];
    const row = signs.map((group) => group.map(({ text }) => text).join("")).join(" ");
    return [{ name: visible(object.replace(/^public\./, "")), row }];
  });
  const width = Math.min(NAME_WIDTH, Math.max(...lines.map(({ name }) => name.length)));
  const heads = groups.map(({ columns }) => columns.map(({ head }) => ` ${head}`).join(""));
  const titles = groups.map(({ title }, index) => ` ${title}`.padEnd(heads[index]?.length ?? 0));
  const indent = " ".repeat(width);
  return [
    ...(groups.some(({ title }) => title !== "")
      ? [style("dim", `${indent}${titles.join(" ").trimEnd()}`)]
      : []),
    style("dim", `${indent}${heads.join(" ")}`),
    ...lines.map(({ name, row }) => `${shorten(name, width)}${row}`),
  ];
}

function sign(
  outcome: CellOutcome | undefined,
  { width, style }: { readonly width: number; readonly style: Style },
): string {
  if (outcome === undefined) return " ".repeat(width);
  const color = COLORS[outcome];
  const mark = color === undefined ? SIGNS[outcome] : style(color, SIGNS[outcome]);
  return `${" ".repeat(width - 1)}${mark}`;
}

/** In the middle, because the names of one schema often begin alike. */
function shorten(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  const tail = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(-tail)}`;
}
