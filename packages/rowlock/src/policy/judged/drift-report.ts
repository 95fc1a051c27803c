// The differences between a database and its migrations for a report: once for each way in which objects differ.

import { escapeMarkup } from "../text/escape-markup.ts";
import type { Style } from "../text/terminal-text.ts";
import { visible } from "../text/visible.ts";
import { wrapText } from "../text/wrap.ts";
import type { Drift } from "./drift.ts";

const WIDTH = 80;
const TITLE = "Differences";

export function driftLines(drift: readonly Drift[], style: Style): readonly string[] {
  const lines = byReason(drift).flatMap(([reason, objects]) => [
    `  • ${wrapText(visible(reason), WIDTH - 4, "    ")}`,
    `    ${style("dim", wrapText(visible(objects.join(", ")), WIDTH - 4, "    "))}`,
  ]);
  return lines.length === 0 ? [] : [style("yellow", TITLE), ...lines, ""];
}

export function driftMarkdown(drift: readonly Drift[]): readonly string[] {
  const lines = byReason(drift).map(
    ([reason, objects]) => `- ${escapeMarkup(reason)}: ${escapeMarkup(objects.join(", "))}`,
  );
  return lines.length === 0 ? [] : [`## ${TITLE}`, "", ...lines, ""];
}

function byReason(drift: readonly Drift[]): readonly (readonly [string, readonly string[]])[] {
  const reasons = [...new Set(drift.map(({ reason }) => reason))];
  return reasons.map((reason) => [
    reason,
    drift.filter((one) => one.reason === reason).map(({ object }) => object),
  ]);
}
