// What explanations look like in a terminal of 80 columns, whatever they explain: sections with a label, the verdict last.
import type { Style } from "../../text/terminal-text.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import type { Told } from "../tell/told.ts";

const WIDTH = 80;
/** Columns in front of a section's lines. */
export const LABEL = 10;

export function prose(text: string, indent = LABEL): string {
  return wrapText(visible(text), WIDTH - indent, "");
}

export interface Page {
  readonly title: string;
  /** Those without lines are left out. */
  readonly sections: readonly (readonly [label: string, lines: readonly string[]])[];
  readonly verdict: readonly string[];
}

export function renderPage({ title, sections, verdict }: Page, style: Style): string {
  return [
    ...prose(title, 0)
      .split("\n")
      .map((line) => style("bold", line)),
    "",
    ...sections.flatMap(([label, lines]) =>
      lines.length === 0 ? [] : [...labelled(label, lines, style), ""],
    ),
    ...verdict,
  ].join("\n");
}

/** The label beside the first line; a line may hold several. */
function labelled(label: string, lines: readonly string[], style: Style): readonly string[] {
  return lines
    .flatMap((line) => line.split("\n"))
    .map((line, index) => {
      const head = index === 0 ? style("dim", label.padEnd(LABEL)) : " ".repeat(LABEL);
      return `${head}${line}`.trimEnd();
    });
}

interface VerdictLook {
  readonly fine: boolean;
  /** Fine, and yet worth a look. */
  readonly doubtful: boolean;
  readonly style: Style;
}

/** The sentence, what to do next, and the SQL that does it. */
export function verdictLines(
  { sentence, next, fix }: Told,
  { fine, doubtful, style }: VerdictLook,
): readonly string[] {
  const color = !fine ? "red" : doubtful ? "yellow" : "green";
  return [
    ...prose(sentence, 2)
      .split("\n")
      .map(
        (line, index) =>
          `${index === 0 ? style(color, fine ? "✔" : "✖") : " "} ${style("bold", line)}`,
      ),
    ...(next === null
      ? []
      : prose(next, 4)
          .split("\n")
          .map((line, index) => `  ${index === 0 ? style("cyan", "→") : " "} ${line}`)),
    ...(fix === null ? [] : fix.split("\n").map((line) => `    ${style("cyan", visible(line))}`)),
  ];
}
