// One question to the policies, answered for given rows: how many pass, what each policy says, why some do not pass.
// A row passes when a permissive policy says true and every restrictive one does.
import type { PolicyFacts } from "../../catalog/parts/policies.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { readable } from "../expression/readable.ts";
import { expressionOf, type Phase } from "./phases.ts";
import { problemOf } from "./problem.ts";
import type { PhaseReport, PolicyReport, RefusalReason, RefusedRow } from "./reports.ts";
import type { RequestRole } from "./rows/as-role.ts";
import type { ExpressionReader } from "./rows/claims-read.ts";
import { failedConditions } from "./rows/conditions.ts";
import { createEvaluator, type Evaluator, type RowText, type RowValue } from "./rows/evaluate.ts";
import { describeFailure } from "./rows/failures.ts";
import { describeRows } from "./rows/read-rows.ts";

export interface PhaseQuestion {
  readonly phase: Phase;
  readonly relation: GuardedRelation;
  readonly model: SecurityModel;
  readonly reader: ExpressionReader;
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
    // An expression that can't be evaluated fails without rows too: PostgreSQL meets it when it plans the query.
    const tried: readonly RowText[] = rows.length === 0 ? [null] : rows;
    asked.push({ policy, expression, values: await evaluator.values(expression, tried) });
  }
  const passes = rows.map((_row, index) => lets(asked, index));
  const refused = rows.flatMap((row, index) => (passes[index] === false ? [{ row, index }] : []));
  const policies: PolicyReport[] = [];
  for (const one of asked) policies.push(await policyReport(one, { question, evaluator }));
  const report: PhaseReport = {
    verb: phase.verb,
    rows: phase.rows === "existing" || phase.rows === "source" ? "existing" : "new",
    total,
    tried: rows.length,
    passed: passes.filter(Boolean).length,
    policies,
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

interface PolicyContext {
  readonly question: PhaseQuestion;
  readonly evaluator: Evaluator;
}

async function policyReport(
  { policy, expression, values }: AskedPolicy,
  { question, evaluator }: PolicyContext,
): Promise<PolicyReport> {
  const { rows, reader, model, role } = question;
  const place = values.findIndex((value) => value instanceof PostgresError);
  const error = values[place];
  const failure =
    error instanceof PostgresError
      ? await describeFailure(
          { expression, error, model, role: role.role },
          { row: rows[place] ?? null, evaluator, reader },
        )
      : null;
  return {
    name: policy.name,
    permissive: policy.permissive,
    roles: policy.roles,
    expression,
    readable: readable(expression, reader.context.parser),
    passed: failure === null ? passedOf(values, rows) : null,
    failure,
  };
}

function passedOf(values: AskedPolicy["values"], rows: readonly string[]): number {
  return rows.length === 0 ? 0 : values.filter((value) => value === true).length;
}

interface RefusedOptions {
  readonly question: PhaseQuestion;
  readonly asked: readonly AskedPolicy[];
  readonly evaluator: Evaluator;
  readonly refused: readonly { readonly row: string; readonly index: number }[];
}

async function refusedRows(
  client: SqlClient,
  { question: { relation, phase, reader }, asked, evaluator, refused }: RefusedOptions,
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
    const reasons: RefusalReason[] = [];
    for (const one of atFault(asked, index)) {
      const value = one.values[index];
      if (value === undefined) continue;
      const failed = value instanceof PostgresError;
      reasons.push({
        policy: one.policy.name,
        permissive: one.policy.permissive,
        value: failed ? "error" : value === null ? "null" : "false",
        conditions: failed
          ? []
          : await failedConditions(one.expression, { row, evaluator, reader }),
        problem: failed ? problemOf(value) : null,
      });
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
