// One audit of a project judged twice: as its migrations make it now, and with the grants that Supabase gave to whatever
// was new in public when they were written. Pure.
import { isDeepStrictEqual } from "node:util";
import { type Finding, LEVELS } from "./rule.ts";
import type { AuditReport } from "./run-audit.ts";

/** Findings about the grants themselves, which every table then has. */
const OF_GRANTS_ALONE = new Set(["default-privileges-open", "excess-grant"]);

/** What holds only with the old grants is added, and says so; a lesser finding of the same kind on the same thing goes. */
export function withOldGrants(report: AuditReport, old: AuditReport): AuditReport {
  const known = new Set([...report.findings, ...report.unknown].map(keyOf));
  const added = old.findings
    .filter((finding) => !OF_GRANTS_ALONE.has(finding.id) && !known.has(keyOf(finding)))
    .map(
      (finding): Finding => ({ ...finding, message: `${finding.message}, with the old grants` }),
    );
  const kept = report.findings.filter((one) => !added.some((other) => outweighs(other, one)));
  return {
    ...report,
    findings: [...kept, ...added].sort((a, b) => rank(a) - rank(b)),
    unknown: [...report.unknown, ...old.unknown.filter((one) => !known.has(keyOf(one)))],
  };
}

function outweighs(one: Finding, other: Finding): boolean {
  const same = one.id === other.id && isDeepStrictEqual(one.object, other.object);
  return same && rank(one) < rank(other);
}

function rank({ level }: Finding): number {
  return LEVELS.indexOf(level);
}

function keyOf(one: AuditReport["findings"][number] | AuditReport["unknown"][number]): string {
  return JSON.stringify("id" in one ? [one.id, one.object, one.message] : [one.object, one.reason]);
}
