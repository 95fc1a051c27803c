// The fixes of an audit as one migration, each under the finding that it mends.
import { renderComment } from "../protect/step.ts";
import type { Finding } from "./rule.ts";
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
  for (const finding of findings) {
    const { id, message, fix } = finding;
    if (fix === null) continue;
    fixed += 1;
    const target = rewritten(finding) ?? fix;
    if (seen.has(target)) continue;
    seen.add(target);
    text += `${text === "" ? "" : "\n"}${renderComment(`${id}: ${message}`)}${fix}\n`;
  }
  return {
    text: text === "" ? "" : `${renderComment("Written by rowlock audit --fix")}\n${text}`,
    fixed,
    left: findings.length - fixed,
  };
}

/**
 * The policy whose expressions a fix writes anew. INVARIANT: the gravest finding comes first and is the only one to
 * write a policy; the fix of a lesser one was made from the old expression, and would bring the fault back.
 */
function rewritten({ object, fix }: Finding): string | undefined {
  const { schema, table, policy } = object;
  const text = fix ?? "";
  const isRewrite =
    policy !== undefined && text.startsWith("alter policy") && /(using|with check) \(/.test(text);
  return isRewrite ? JSON.stringify([schema, table, policy]) : undefined;
}
