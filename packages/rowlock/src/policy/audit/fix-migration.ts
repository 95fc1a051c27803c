// The fixes of an audit as one migration, each under the finding that it mends.
import { renderComment } from "../protect/step.ts";
import type { AuditReport } from "./run-audit.ts";

export interface FixMigration {
  /** Empty when no finding has a fix. */
  readonly text: string;
  readonly fixed: number;
  /** Findings that a person has to decide on. */
  readonly left: number;
}

export function renderFixMigration({ findings }: AuditReport): FixMigration {
  const seen = new Set<string>();
  let text = "";
  let fixed = 0;
  for (const { id, message, fix } of findings) {
    if (fix === null) continue;
    fixed += 1;
    if (seen.has(fix)) continue;
    seen.add(fix);
    text += `${text === "" ? "" : "\n"}${renderComment(`${id}: ${message}`)}${fix}\n`;
  }
  return {
    text: text === "" ? "" : `${renderComment("Written by rowlock audit --fix")}\n${text}`,
    fixed,
    left: findings.length - fixed,
  };
}
