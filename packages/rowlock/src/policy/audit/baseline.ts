// The findings that a project knows of and lives with: kept in a file, and not reported again.
// A finding is known by its rule and its object, so that it stays known when its wording changes.
import { createHash } from "node:crypto";
import * as z from "zod";
import { rowlockError } from "../../errors/registry.ts";
import { objectTitle } from "./object-title.ts";
import type { Finding } from "./rule.ts";
import type { AuditReport } from "./run-audit.ts";

const baselineSchema = z.strictObject({
  version: z.literal(1),
  known: z.array(z.strictObject({ id: z.string(), object: z.string(), fingerprint: z.string() })),
});

export type Baseline = z.output<typeof baselineSchema>;

export function fingerprintOf(finding: Pick<Finding, "id" | "object">): string {
  const { line: _line, ...object } = finding.object;
  const parts = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort();
  return createHash("sha256")
    .update(JSON.stringify([finding.id, parts]))
    .digest("hex")
    .slice(0, 16);
}

/** @throws BASELINE_INVALID */
export function parseBaseline(text: string): Baseline {
  try {
    return baselineSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw rowlockError("BASELINE_INVALID", {
      message: "The baseline is not one that rowlock audit wrote",
      hint: "Write it anew with --write-baseline",
      cause,
    });
  }
}

export function renderBaseline({ findings }: AuditReport): string {
  const known = findings.map((finding) => ({
    id: finding.id,
    object: objectTitle(finding.object),
    fingerprint: fingerprintOf(finding),
  }));
  return `${JSON.stringify({ version: 1, known } satisfies Baseline, null, 2)}\n`;
}

/** Takes the known findings out, and says how many they were. */
export function applyBaseline(
  report: AuditReport,
  baseline: Baseline,
): { readonly report: AuditReport; readonly known: number } {
  const known = new Set(baseline.known.map((one) => one.fingerprint));
  const findings = report.findings.filter((finding) => !known.has(fingerprintOf(finding)));
  return { report: { ...report, findings }, known: report.findings.length - findings.length };
}
