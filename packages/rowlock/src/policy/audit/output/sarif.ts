// The audit's report as SARIF: its findings, and what it could not judge as open.
import type { Drift } from "../../judged/drift.ts";
import type { Judged } from "../../judged/judged.ts";
import { renderSarifLog, type SarifResult, type SarifRule } from "../../judged/sarif.ts";
import { fingerprintOf } from "../baseline.ts";
import { objectTitle } from "../object-title.ts";
import type { Finding, Level, Rule } from "../rule.ts";
import type { AuditReport } from "../run-audit.ts";
import type { Unknown } from "../unknowns.ts";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const satisfies Readonly<
  Record<Level, string>
>;

const NOT_JUDGED: SarifRule = {
  id: "not-judged",
  title: "Could not be judged",
  why: "What is not understood is neither a fault nor safe.",
  help: "rowlock prove judges by executing; rowlock.toml can say whose a table's rows are.",
  level: "warning",
};

export interface SarifOptions {
  readonly rules: readonly Rule[];
  readonly version: string;
  readonly judged: Judged;
  readonly drift: readonly Drift[];
}

export function renderSarif(report: AuditReport, { rules, ...options }: SarifOptions): object {
  return renderSarifLog({
    ...options,
    tool: "rowlock audit",
    rules: [...rules.map((rule) => ({ ...rule, level: LEVELS[rule.level] })), NOT_JUDGED],
    results: [...report.findings.map(foundResult), ...report.unknown.map(openResult)],
  });
}

function foundResult(finding: Finding): SarifResult {
  const { id, level, object, message, fix } = finding;
  return {
    rule: id,
    level: LEVELS[level],
    message: fix === null ? message : `${message}\n${fix}`,
    object: objectTitle(object),
    fingerprint: fingerprintOf(finding),
    file: object.file,
    line: object.line,
  };
}

function openResult({ object, reason, text }: Unknown): SarifResult {
  const title = objectTitle(object);
  return {
    rule: NOT_JUDGED.id,
    level: "open",
    message: [`${title}: ${reason}`, text].filter(Boolean).join("\n"),
    object: title,
  };
}
