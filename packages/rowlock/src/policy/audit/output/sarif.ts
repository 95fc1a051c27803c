// The audit's report as SARIF 2.1.0, which code scanning services read.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { fingerprintOf } from "../baseline.ts";
import { objectTitle } from "../object-title.ts";
import type { Finding, Level, Rule } from "../rule.ts";
import type { AuditReport } from "../run-audit.ts";

const LEVELS: Readonly<Record<Level, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

export interface SarifOptions {
  readonly rules: readonly Rule[];
  readonly version: string;
}

export function renderSarif(report: AuditReport, { rules, version }: SarifOptions): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "rowlock audit",
            version,
            rules: rules.map((rule) => ({
              id: rule.id,
              shortDescription: { text: rule.title },
              fullDescription: { text: rule.why },
              help: { text: rule.help },
              defaultConfiguration: { level: LEVELS[rule.level] },
            })),
          },
        },
        results: report.findings.map((finding) => result(finding, rules)),
      },
    ],
  };
}

function result(finding: Finding, rules: readonly Rule[]): object {
  const { object } = finding;
  const file = object.file ?? "supabase/migrations";
  return {
    ruleId: finding.id,
    ruleIndex: rules.findIndex((rule) => rule.id === finding.id),
    level: LEVELS[finding.level],
    message: {
      text: finding.fix === null ? finding.message : `${finding.message}\n${finding.fix}`,
    },
    partialFingerprints: { "rowlock/v1": fingerprintOf(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file },
          region: { startLine: object.line ?? 1 },
        },
        logicalLocations: [{ fullyQualifiedName: objectTitle(object), kind: "object" }],
      },
    ],
  };
}
