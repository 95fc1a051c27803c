// The audit's report as Markdown, for a pull request or a file.
import { escapeMarkup } from "../../text/escape-markup.ts";
import { plural } from "../../text/terminal-text.ts";
import { objectTitle } from "../object-title.ts";
import { LEVELS } from "../rule.ts";
import type { AuditReport } from "../run-audit.ts";

export function renderMarkdown({ findings, unknown, checked }: AuditReport): string {
  const where = `${plural(checked.tables, "table")} and ${plural(checked.policies, "policy", "policies")} in ${checked.schemas.map((one) => `\`${one}\``).join(", ")}`;
  const lines = ["# Audit", "", `${plural(findings.length, "finding")} in ${where}.`, ""];
  for (const level of LEVELS) {
    const found = findings.filter((one) => one.level === level);
    if (found.length === 0) continue;
    lines.push(`## ${level}`, "");
    for (const { id, message, why, fix, docs } of found) {
      lines.push(`- **[${id}](${docs})** ${escapeMarkup(message)}  `, `  ${escapeMarkup(why)}`);
      if (fix !== null)
        lines.push("", "  ```sql", ...fix.split("\n").map((one) => `  ${one}`), "  ```");
      lines.push("");
    }
  }
  if (unknown.length > 0) {
    lines.push("## Not judged", "");
    for (const { object, reason, text } of unknown) {
      lines.push(
        `- ${escapeMarkup(objectTitle(object))}: ${escapeMarkup(reason)}: \`${text.replaceAll("`", "'")}\``,
      );
    }
    lines.push("");
  }
  return lines.join("\n");
}
