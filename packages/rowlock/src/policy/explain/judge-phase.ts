// One question to the policies, answered for given rows: how many pass, what each policy says, why some do not pass.
// A row passes when a permissive policy says true and every restrictive one does.
import type { PolicyFacts } from "../../catalog/security/policies.ts";
import type { GuardedRelation } from "../../catalog/security/security-model.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import type { SqlClient } from "../../database/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { PhaseReport, PolicyReport, ProblemReport, RefusedRow } from "./explanation.ts";
import { expressionOf, type Phase } from "./phases.ts";
import type { RequestRole } from "./rows/as-role.ts";
import { createEvaluator, type Evaluator, type RowValue } from "./rows/evaluate.ts";
import { describeRows } from "./rows/read-rows.ts";
import { reasonOf } from "./rows/refusals.ts";

export interface PhaseQuestion {
  readonly phase: Phase;
  readonly relation: GuardedRelation;
  readonly policies: readonly PolicyFacts[];
  readonly role: RequestRole;
  readonly rows: readonly string[];
  readonly total: number | null;
}

export interface PhaseJudgement {
  readonly report: PhaseReport;
  /** Those of the rows that pass. */
  readonly passing: readonly string[];
}

interface AskedPolicy {
  readonly policy: PolicyFacts;
  readonly expression: string;
  readonly values: readonly (RowValue | undefined)[];
}

/** So many refused rows are shown. */
const ROWS_SHOWN = 3;

export async function judgePhase(
  client: SqlClient,
  question: PhaseQuestion,
): Promise<PhaseJudgement> {
  const { phase, relation, rows, total } = question;
  const evaluator = createEvaluator(client, relation, question.role);
  const asked: AskedPolicy[] = [];
  for (const policy of question.policies) {
    const expression = expressionOf(policy, phase) ?? "true";
    asked.push({ policy, expression, values: await evaluator.values(expression, rows) });
  }
  const passes = rows.map((_row, index) => lets(asked, index));
  const refused = rows.flatMap((row, index) => (passes[index] === false ? [{ row, index }] : []));
  const report: PhaseReport = {
    verb: phase.verb,
    rows: phase.rows === "existing" ? "existing" : "new",
    total,
    tried: rows.length,
    passed: passes.filter(Boolean).length,
    policies: asked.map(policyReport),
    refused: await refusedRows(client, { question, asked, evaluator, refused }),
  };
  return { report, passing: rows.filter((_row, index) => passes[index]) };
}

function lets(asked: readonly AskedPolicy[], index: number): boolean {
  const permissive = asked.filter(({ policy }) => policy.permissive);
  const restrictive = asked.filter(({ policy }) => !policy.permissive);
  const says = ({ values }: AskedPolicy) => values[index] === true;
  return permissive.some(says) && restrictive.every(says);
}

function policyReport({ policy, expression, values }: AskedPolicy): PolicyReport {
  const problem = values.find((value) => value instanceof PostgresError);
  return {
    name: policy.name,
    permissive: policy.permissive,
    roles: policy.roles,
    expression,
    passed: problem === undefined ? values.filter((value) => value === true).length : null,
    problem: problem === undefined ? null : problemOf(problem),
  };
}

export function problemOf({ code, message, details, hint }: PostgresError): ProblemReport {
  return { code, message, details: details ?? null, hint: hint ?? null };
}

interface RefusedOptions {
  readonly question: PhaseQuestion;
  readonly asked: readonly AskedPolicy[];
  readonly evaluator: Evaluator;
  readonly refused: readonly { readonly row: string; readonly index: number }[];
}

async function refusedRows(
  client: SqlClient,
  { question: { relation, phase }, asked, evaluator, refused }: RefusedOptions,
): Promise<readonly RefusedRow[]> {
  const shown = refused.slice(0, ROWS_SHOWN);
  if (shown.length === 0) return [];
  const columns = namingColumns(relation, phase);
  const described = await describeRows(client, relation, {
    rows: shown.map(({ row }) => row),
    columns,
  });
  const reports: RefusedRow[] = [];
  for (const [place, { row, index }] of shown.entries()) {
    const reasons = [];
    for (const { policy, expression, values } of atFault(asked, index)) {
      const value = values[index];
      if (value === undefined) continue;
      reasons.push(await reasonOf({ name: policy.name, expression, value }, row, evaluator));
    }
    reports.push({ row: namedBy(described[place] ?? {}, columns), reasons });
  }
  return reports;
}

/** Restrictive policies that refuse the row; with none, all permissive ones, of which none let it through. */
function atFault(asked: readonly AskedPolicy[], index: number): readonly AskedPolicy[] {
  const refusing = asked.filter(({ values }) => values[index] !== true);
  const restrictive = refusing.filter(({ policy }) => !policy.permissive);
  const permitted = asked.some(({ policy, values }) => policy.permissive && values[index] === true);
  return permitted && restrictive.length > 0 ? restrictive : refusing;
}

/** The key; without one, and of rows that have none yet, the first columns. */
function namingColumns(
  { constraints, columns }: GuardedRelation,
  { rows }: Phase,
): readonly string[] {
  const key = constraints.find(({ kind }) => kind === "primary");
  if (key !== undefined && rows !== "added") return key.columns;
  return columns.slice(0, 6).map(({ name }) => name);
}

const MOST_COLUMNS = 3;

function namedBy(row: JsonObject, columns: readonly string[]): JsonObject {
  const given = columns.flatMap((name) => {
    const value = row[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given.slice(0, MOST_COLUMNS));
}
