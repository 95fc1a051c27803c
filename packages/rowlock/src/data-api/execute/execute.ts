// The fourth stage, and the only one that speaks to the database: one batch, whose end depends on what came out.
// Guarantee: when this throws, nothing of the request is kept.
import type { Batch, BatchResult, BatchRunner, Requester } from "../../database/batch/batch.ts";
import type { SqlTemplate } from "../../sql/fragment.ts";
import { type DataApiError, failure } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import type { Statements } from "../render/statement.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import {
  isReadOnly,
  roleSettings,
  type TransactionInput,
  transactionCharacteristics,
  transactionSettings,
} from "./transaction-settings.ts";

export interface ExecuteInput extends TransactionInput {
  readonly runner: BatchRunner;
  readonly preRequest: SqlTemplate | undefined;
  /** Undefined: somebody who stays. */
  readonly requester?: Requester | undefined;
}

type RowsPlan = Extract<Plan, { readonly kind: "read" | "write" | "call" }>;

interface StatementToRun {
  readonly statement: SqlTemplate;
  readonly decide?: Batch["decide"];
}

function batchFor(input: ExecuteInput, { statement, decide }: StatementToRun): Batch {
  const { request, token, settings, preRequest } = input;
  return {
    role: token.role,
    loginSettings: roleSettings(input),
    settings: transactionSettings(input),
    readOnly: isReadOnly(input.plan),
    characteristics: transactionCharacteristics(input),
    preRequest: preRequest && { text: preRequest.text, values: preRequest.bind([]) },
    query: { text: statement.text, values: statement.bind(request.values) },
    prepare: settings.dbPreparedStatements,
    end: endOf(input),
    decide,
  };
}

function endOf({ request, settings }: TransactionInput): "commit" | "rollback" {
  const asked = request.preferences.tx;
  if (asked !== undefined) return asked;
  return settings.dbTxEnd.startsWith("rollback") ? "rollback" : "commit";
}

/** Runs a plan over rows. @throws DataApiError, PostgresError, or a RowlockError for a lost connection */
export async function execute(
  input: ExecuteInput & { readonly plan: RowsPlan },
  statements: Statements,
): Promise<Outcome> {
  const checks = mayRefuse(input);
  let refusal: DataApiError | undefined;
  // A read has nothing to undo: its outcome is judged afterwards, in one round trip.
  const decide =
    checks && !input.plan.readOnly
      ? (result: BatchResult) => {
          refusal = refusalOf(outcomeOf(result, statements.columns), input);
          return refusal === undefined ? endOf(input) : "rollback";
        }
      : undefined;
  const batch = batchFor(input, { statement: statements.main, decide });
  const outcome = outcomeOf(await input.runner.run(batch, input.requester), statements.columns);
  if (checks && decide === undefined) refusal = refusalOf(outcome, input);
  if (refusal !== undefined) throw refusal;
  return statements.estimate === undefined
    ? outcome
    : { ...outcome, total: await estimatedTotal(outcome, input, statements.estimate) };
}

/** Runs a statement that describes or explains, and gives its rows of text. */
export async function executeRows(
  input: ExecuteInput,
  statement: SqlTemplate,
): Promise<BatchResult["rows"]> {
  return (await input.runner.run(batchFor(input, { statement }), input.requester)).rows;
}

function wantsOne({ plan }: TransactionInput): boolean {
  return "mediaType" in plan && plan.mediaType.kind === "object";
}

function mostRows({ request, plan }: TransactionInput): number | undefined {
  const { maxAffected, handling } = request.preferences;
  const applies =
    plan.kind === "call" ||
    (plan.kind === "write" && (plan.write.kind === "update" || plan.write.kind === "delete"));
  return applies && handling === "strict" ? maxAffected : undefined;
}

function isUpsert({ request: { action } }: TransactionInput): boolean {
  return action.kind === "write" && action.write === "upsert";
}

function mayRefuse(input: TransactionInput): boolean {
  return wantsOne(input) || isUpsert(input) || mostRows(input) !== undefined;
}

/** Why the outcome is not what was asked for. */
function refusalOf({ rows }: Outcome, input: TransactionInput): DataApiError | undefined {
  if (isUpsert(input)) return rows === 1n ? undefined : failure("upsertKey");
  if (wantsOne(input) && rows !== 1n) return failure("notSingular", rows);
  const most = mostRows(input);
  return most !== undefined && rows > most ? failure("maxAffected", rows) : undefined;
}

/** The planner's guess; with `count=estimated` only where there are more rows than are ever shown. */
async function estimatedTotal(
  outcome: Outcome,
  input: ExecuteInput,
  estimate: SqlTemplate,
): Promise<bigint | undefined> {
  const exact = outcome.total;
  if (input.request.preferences.count === "estimated") {
    const most = input.settings.dbMaxRows;
    if (most !== undefined && exact !== undefined && exact <= most) return exact;
  }
  const rows = await executeRows(input, estimate);
  const plan = JSON.parse(rows.map(([line]) => line).join("\n"));
  const guess = BigInt(Math.round(plan[0].Plan["Plan Rows"]));
  return exact !== undefined && exact > guess ? exact : guess;
}
