// A report of `audit` or `prove` as SARIF 2.1.0, which code scanning services read: what was judged, what was found, and
// what nobody can vouch for. The latter are results of the kind "open", as the standard calls a rule that was asked and
// had too little to decide.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { createHash } from "node:crypto";
import type { Drift } from "./drift.ts";
import { describeJudged, type Judged } from "./judged.ts";

export interface SarifRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly help: string;
  readonly level: "error" | "warning" | "note";
}

export interface SarifResult {
  /** The id of one of the rules. */
  readonly rule: string;
  readonly level: "error" | "warning" | "note" | "open";
  readonly message: string;
  readonly object: string;
  /** What it is known by in a later run; made of rule, object and message when absent. */
  readonly fingerprint?: string;
  /** Relative to the project's folder; the migrations when absent. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

export interface SarifOptions {
  readonly tool: "rowlock audit" | "rowlock prove";
  readonly version: string;
  readonly judged: Judged;
  readonly drift: readonly Drift[];
  readonly rules: readonly SarifRule[];
  readonly results: readonly SarifResult[];
}

const DRIFT: SarifRule = {
  id: "drift",
  title: "The database is not what was compared with it",
  why: "Whoever deploys the migrations deploys something of which nothing was shown.",
  help: "Write what differs as a migration, or make the database anew with rowlock db reset.",
  level: "warning",
};

export function renderSarifLog(options: SarifOptions): object {
  const { tool, version, judged, drift } = options;
  const rules = [...options.rules, DRIFT];
  const results = [
    ...options.results,
    ...drift.map(
      ({ object, reason }): SarifResult => ({
        rule: DRIFT.id,
        level: "open",
        message: `${object}: ${reason}`,
        object,
      }),
    ),
  ];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: tool, version, rules: rules.map(ruleOf) } },
        automationDetails: { description: { text: `Judged: ${describeJudged(judged)}` } },
        properties: { judged },
        results: results.map((result) => resultOf(result, rules)),
      },
    ],
  };
}

function ruleOf({ id, title, why, help, level }: SarifRule): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: help },
    defaultConfiguration: { level },
  };
}

function resultOf(result: SarifResult, rules: readonly SarifRule[]): object {
  const { rule, level, message, object, file = "supabase/migrations", line = 1 } = result;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    ...(level === "open" ? { kind: "open", level: "none" } : { level }),
    message: { text: message },
    partialFingerprints: {
      "rowlock/v1": result.fingerprint ?? fingerprintOf([rule, object, message]),
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: file }, region: { startLine: line } },
        logicalLocations: [{ fullyQualifiedName: object, kind: "object" }],
      },
    ],
  };
}

/** Of what a result is about, so that it stays the same result when its wording changes. */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
