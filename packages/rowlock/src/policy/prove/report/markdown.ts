// The proof as Markdown: the whole matrix, actor by actor, and every leak.
import { driftMarkdown } from "../../judged/drift-report.ts";
import { escapeMarkup } from "../../text/escape-markup.ts";
import type { Proof } from "../proof.ts";
import { causesOf } from "./causes.ts";
import { estimatesSentence } from "./estimates.ts";
import { lastLine } from "./last-line.ts";
import { type LeakGroup, leaksByCause, sentenceOf } from "./leaks-by-cause.ts";
import { cellsOf, LEGEND, SIGNS, verbsOf, worstOf } from "./legend.ts";

export function renderProofMarkdown(proof: Proof): string {
  const { leaks, privileges, controls, objects } = proof;
  const lines = [
    "# Proof of isolation",
    "",
    escapeMarkup(lastLine(proof)),
    "",
    ...leaksByCause(leaks).flatMap(leakLines),
  ];
  if (privileges.length > 0) {
    lines.push("## Rows of others, by a claim that only the server sets", "");
    for (const { claim, object, verbs } of privileges) {
      lines.push(`- ${escapeMarkup(`${claim}: ${object} (${verbs.join(", ")})`)}`);
    }
    lines.push("");
  }
  const causes = causesOf(proof);
  if (causes.length > 0) {
    lines.push("## Not proved, because", "");
    for (const { reason, objects } of causes) {
      lines.push(`- ${escapeMarkup(reason)}: ${escapeMarkup(objects.join(", "))}`);
    }
    lines.push("");
  }
  lines.push(...driftMarkdown(proof.drift), "## Matrix", "", LEGEND, "");
  const estimates = estimatesSentence(proof);
  if (estimates !== undefined) lines.push(escapeMarkup(estimates), "");
  for (const object of objects) lines.push(...objectTable(proof, object));
  lines.push("## Controls", "");
  for (const { name, passed } of controls) lines.push(`- ${passed ? "✔" : "✖"} ${name}`);
  return `${lines.join("\n")}\n`;
}

function leakLines(group: LeakGroup): readonly string[] {
  const [{ object, witness, fault, curl, fix }] = group;
  const row =
    witness === null
      ? []
      : [
          `- Witness: \`${JSON.stringify(witness.key)}\` of ${escapeMarkup(witness.table)}, which belongs to ${witness.owner}`,
        ];
  return [
    `## Leak: ${escapeMarkup(object)}, ${group.map((leak) => leak.verb).join(", ")}`,
    "",
    ...group.map((leak) => `- ${escapeMarkup(sentenceOf(leak))}`),
    ...row,
    `- Because: ${escapeMarkup(fault.join(", "))}`,
    "",
    ...codeBlock("sh", curl),
    ...(fix === null ? [] : codeBlock("sql", fix)),
  ];
}

/** A fence longer than any that the text holds. */
function codeBlock(language: string, text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, text, fence, ""];
}

function objectTable(proof: Proof, object: string): readonly string[] {
  const cells = proof.cells.filter((cell) => cell.object === object);
  if (cells.length === 0) return [];
  const verbs = verbsOf({ ...proof, cells });
  const actors = [...new Set(cells.map((cell) => cell.actor))];
  const rows = actors.map((actor) => {
    const signs = verbs.map((verb) => {
      const worst = worstOf(cellsOf(proof, { object, verb, actor }));
      return worst === undefined ? "" : SIGNS[worst];
    });
    return `| ${actor} | ${signs.join(" | ")} |`;
  });
  return [
    `### ${escapeMarkup(object)}`,
    "",
    `| | ${verbs.join(" | ")} |`,
    `|---|${verbs.map(() => ":-:").join("|")}|`,
    ...rows,
    "",
  ];
}
