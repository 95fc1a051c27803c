// Explains one request: asks the API, looks at the same database past the policies, and says what came between.
// Guarantee: nothing stays in the database; what is looked at is read in a transaction that can only read.
import { readSecurityModel, type SecurityModel } from "../../catalog/security/security-model.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import type { SqlClient } from "../../database/sql-client.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import type { TokenExamination } from "../../tokens/verify/examine-token.ts";
import type { ExplainedDatabase, PlannedRequest } from "../ports.ts";
import { readAnswer } from "./answer.ts";
import { costOf } from "./cost.ts";
import type { AnswerReport, Explanation, ProblemReport, TokenReport } from "./explanation.ts";
import { examineGrants } from "./grants.ts";
import { notesOn } from "./notes.ts";
import { examineRelations } from "./relations.ts";
import { asRole } from "./rows/as-role.ts";
import { judgeRequest } from "./verdict.ts";

export interface ExplainQuestion {
  /** Makes the request, with its token in it: it is sent more than once. */
  readonly makeRequest: () => Request;
  /** As whom, in the words of the one who asks. */
  readonly as: string;
  /** Undefined: the request carries no token. */
  readonly token: TokenExamination | undefined;
  /** Who the API takes the request to be from; null: the token is refused. */
  readonly caller: VerifiedToken | null;
}

/** Longest a look at the rows may take, in milliseconds. */
const LOOK_TIMEOUT = 20_000;

/** @throws DATABASE_UNREACHABLE, CATALOG_UNREADABLE */
export async function explainRequest(
  question: ExplainQuestion,
  database: ExplainedDatabase,
): Promise<Explanation> {
  const request = question.makeRequest();
  const url = new URL(request.url);
  const start = {
    request: { method: request.method, path: url.pathname + url.search, as: question.as },
    token: tokenReport(question.token),
  };
  const token = question.caller;
  if (token === null) {
    const answer = await readAnswer(await database.answer(request));
    const nothing = { role: null, planned: null, grants: [], relations: [], cost: null };
    return withVerdict({ ...start, ...nothing, answer, unknown: [], notes: [] });
  }
  const planned = await planOf(question, token, database);
  return planned instanceof RowlockError
    ? explainUnplanned(start, { question, token, database, problem: planned })
    : explainPlanned(start, { question, token, database, planned });
}

type Start = Pick<Explanation, "request" | "token">;

interface Explaining {
  readonly question: ExplainQuestion;
  readonly token: VerifiedToken;
  readonly database: ExplainedDatabase;
}

async function planOf(
  { makeRequest }: ExplainQuestion,
  token: VerifiedToken,
  database: ExplainedDatabase,
): Promise<PlannedRequest | RowlockError> {
  try {
    return await database.plan(makeRequest(), token);
  } catch (error) {
    if (error instanceof RowlockError && !(error instanceof PostgresError)) return error;
    throw error;
  }
}

/** The API refuses it by itself: for its grammar, or for a name that it does not know. */
async function explainUnplanned(
  start: Start,
  { question, token, database, problem }: Explaining & { readonly problem: RowlockError },
): Promise<Explanation> {
  const answer = await readAnswer(await database.answer(question.makeRequest()));
  const model = await database.withAdmin((client) =>
    inLook(client, (look) => readModel(look, token)),
  );
  const own = { status: 400, rows: null, problem: problemOf(problem) };
  return withVerdict(
    {
      ...start,
      role: token.role,
      planned: null,
      grants: [],
      relations: [],
      answer: answer.problem === null ? own : answer,
      cost: null,
      unknown: [],
      notes: [],
    },
    { model, exposedSchemas: database.exposedSchemas },
  );
}

async function explainPlanned(
  start: Start,
  { question, token, database, planned }: Explaining & { readonly planned: PlannedRequest },
): Promise<Explanation> {
  const unknown: string[] = [];
  const looked = await database.withAdmin((client) =>
    inLook(client, async () => {
      const model = await readModel(client, token);
      const role = model.roles.find(({ name }) => name === token.role);
      if (role === undefined) {
        unknown.push(`The database has no role ${token.role}`);
        return { model, relations: [] };
      }
      const mayBecome = await becomes(client, role.name, planned);
      if (mayBecome !== true) {
        unknown.push(`What the policies say: ${mayBecome}`);
        return { model, relations: [] };
      }
      const about = { model, planned, role, onUnknown: (reason: string) => unknown.push(reason) };
      return { model, relations: await examineRelations(client, about) };
    }),
  );
  const { model, relations } = looked;
  const grants = examineGrants({ model, planned, role: token.role });
  const runs = database.runsWrites || ["GET", "HEAD"].includes(start.request.method);
  if (!runs) unknown.push("What the API answers: a request that writes is not run elsewhere");
  const answer = runs ? await readAnswer(await database.answer(question.makeRequest())) : null;
  const cost =
    answer === null || answer.status >= 400 ? null : await costOrReason(planned, unknown);
  const { target, verb, filters, needs, statement } = planned;
  return withVerdict(
    {
      ...start,
      role: token.role,
      planned: {
        verb,
        target: target === undefined ? null : `${target.schema}.${target.name}`,
        columns: needs[0]?.columns ?? [],
        filters,
        sql: statement?.text ?? null,
      },
      grants,
      relations,
      answer: answer === null ? null : withWritten(answer, cost?.written),
      cost,
      unknown,
      notes: notesOn(planned, { model, cost, ran: runs }),
    },
    { model, exposedSchemas: database.exposedSchemas },
  );
}

/** True, or why this login can't be the role. */
async function becomes(
  client: SqlClient,
  role: string,
  { settings }: PlannedRequest,
): Promise<true | string> {
  try {
    return await asRole(client, { role, settings }, async () => true as const);
  } catch (error) {
    if (error instanceof PostgresError) return error.message;
    throw error;
  }
}

async function costOrReason(planned: PlannedRequest, unknown: string[]) {
  try {
    const plan = await planned.runPlan();
    return plan === undefined ? null : costOf(plan);
  } catch (error) {
    if (!(error instanceof PostgresError)) throw error;
    unknown.push(`PostgreSQL's plan: ${error.message}`);
    return null;
  }
}

/** A write that gives no rows back tells how many it reached only in its plan. */
function withWritten(answer: AnswerReport, written: number | null | undefined): AnswerReport {
  return { ...answer, rows: answer.rows ?? written ?? null };
}

/** A transaction that reads, past the policies, and is rolled back. */
async function inLook<T>(client: SqlClient, work: (client: SqlClient) => Promise<T>): Promise<T> {
  await client.query("begin isolation level repeatable read read only");
  try {
    await client.query(`set local statement_timeout = ${LOOK_TIMEOUT}`);
    await client.query("set local row_security = off");
    return await work(client);
  } finally {
    await client.query("rollback").catch(() => {});
  }
}

function readModel(client: SqlClient, { role }: VerifiedToken): Promise<SecurityModel> {
  return readSecurityModel(client, { roles: [role] });
}

function withVerdict(
  explanation: Omit<Explanation, "verdict">,
  context: { readonly model?: SecurityModel; readonly exposedSchemas?: readonly string[] } = {},
): Explanation {
  return { ...explanation, verdict: judgeRequest(explanation, context) };
}

function tokenReport(token: TokenExamination | undefined): TokenReport | null {
  if (token === undefined) return null;
  const { verified: _verified, refusal, ...rest } = token;
  return { ...rest, refusal: refusal === null ? null : problemOf(refusal) };
}

function problemOf({ code, message, details, hint }: RowlockError): ProblemReport {
  return { code, message, details: details ?? null, hint: hint ?? null };
}
