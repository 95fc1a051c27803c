// Explains one request: asks the API, looks at the same database past the policies, and says what came between.
// Guarantee: nothing stays in the database; what is looked at is read in a transaction that can only read.
import { readSecurityModel, type SecurityModel } from "../../catalog/security-model.ts";
import type { PlannedRequest } from "../../database/batch/planned-request.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { notesOf } from "../../http/request-log.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import type { TokenExamination } from "../../tokens/verify/examine-token.ts";
import { createGuardContext } from "../expression/guard-context.ts";
import { loadSqlParser } from "../expression/parser.ts";
import type { ExplainedDatabase } from "../ports.ts";
import { readAnswer } from "./answer.ts";
import { costOf } from "./cost.ts";
import type { Explanation } from "./explanation.ts";
import { examineGrants } from "./grants.ts";
import { inLook } from "./look.ts";
import { notesOn } from "./notes.ts";
import { problemOf } from "./problem.ts";
import { examineRelations } from "./relations.ts";
import type { AnswerReport, Hindrance, TokenReport } from "./reports.ts";
import { asRole } from "./rows/as-role.ts";
import type { Asking } from "./rows/claims-read.ts";
import { judgeRequest } from "./verdict/judge-request.ts";
import type { KnownTemplate, VerdictContext } from "./verdict/judged.ts";

export interface ExplainQuestion {
  /** Makes the request, with its token in it: it is sent more than once. */
  readonly makeRequest: () => Request;
  /** As whom, in the words of the one who asks. */
  readonly as: string;
  /** Undefined: the request carries no token. */
  readonly token: TokenExamination | undefined;
  /** Who the API takes the request to be from; null: the token is refused. */
  readonly caller: VerifiedToken | null;
  /** The JWT templates of the project, for naming the one that carries what a token lacks. */
  readonly templates: readonly KnownTemplate[];
  /** The template by which the token was asked for. */
  readonly template: string | undefined;
}

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
    const answer = await answerTo(question, database);
    const nothing = { role: null, planned: null, grants: [], relations: [], cost: null };
    const report = { ...start, ...nothing, answer, hindrance: null, unknown: [], notes: [] };
    return withVerdict(report, question);
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
  const answer = await answerTo(question, database);
  const model = await database.withAdmin((client) =>
    inLook(client, (look) => readModel(look, token)),
  );
  const own = { status: 400, rows: null, problem: problemOf(problem), raised: null };
  return withVerdict(
    {
      ...start,
      role: token.role,
      planned: null,
      grants: [],
      relations: [],
      answer: answer.problem === null ? own : answer,
      cost: null,
      hindrance: null,
      unknown: [],
      notes: [],
    },
    { ...question, model, exposedSchemas: database.exposedSchemas },
  );
}

async function explainPlanned(
  start: Start,
  { question, token, database, planned }: Explaining & { readonly planned: PlannedRequest },
): Promise<Explanation> {
  const unknown: string[] = [];
  const parser = await loadSqlParser();
  const looked = await database.withAdmin((client) =>
    inLook(client, async () => {
      const model = await readModel(client, token);
      const context = createGuardContext(model, parser);
      const role = model.roles.find(({ name }) => name === token.role);
      const hindrance: Hindrance | null =
        role === undefined
          ? { kind: "no-such-role", role: token.role }
          : await hindranceOf(client, role.name, planned);
      if (role === undefined || hindrance !== null) {
        return { model, context, hindrance, relations: [] };
      }
      const reader = { context, asking: askingOf(question, token) };
      const about = {
        model,
        planned,
        role,
        reader,
        onUnknown: (reason: string) => unknown.push(reason),
      };
      return { model, context, hindrance, relations: await examineRelations(client, about) };
    }),
  );
  const { model, context, hindrance, relations } = looked;
  const grants = examineGrants({ model, planned, role: token.role });
  const isTried = planned.storage?.runs ?? true;
  const mayRun = database.runsWrites || ["GET", "HEAD"].includes(start.request.method);
  const runs = isTried && mayRun;
  if (!isTried) unknown.push("What storage answers: this can't be tried and undone");
  else if (!mayRun)
    unknown.push("What the API answers: a request that writes is not run elsewhere");
  const answer = runs ? await answerTo(question, database) : null;
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
        storage: planned.storage ?? null,
      },
      grants,
      relations,
      answer: answer === null ? null : withWritten(answer, cost?.written),
      cost,
      hindrance,
      unknown,
      notes: notesOn(planned, { model, cost, ran: runs }),
    },
    { ...question, model, expressions: context, exposedSchemas: database.exposedSchemas },
  );
}

/** Whether this login can be the role. */
async function hindranceOf(
  client: SqlClient,
  role: string,
  { settings }: PlannedRequest,
): Promise<Hindrance | null> {
  try {
    return await asRole(client, { role, settings }, async () => null);
  } catch (error) {
    if (error instanceof PostgresError) return { kind: "login", role, problem: problemOf(error) };
    throw error;
  }
}

async function answerTo(
  { makeRequest }: ExplainQuestion,
  database: ExplainedDatabase,
): Promise<AnswerReport> {
  const request = makeRequest();
  const response = await database.answer(request);
  return readAnswer(response, notesOf(request).refusedWith);
}

/** What policies may know of the request. */
function askingOf({ makeRequest }: ExplainQuestion, { role, claims }: VerifiedToken): Asking {
  const headers = Object.fromEntries(makeRequest().headers);
  // The gateway takes cookies out.
  return { claims: { ...claims, role }, headers, cookies: {} };
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

function readModel(client: SqlClient, { role }: VerifiedToken): Promise<SecurityModel> {
  return readSecurityModel(client, { roles: [role] });
}

function withVerdict(
  explanation: Omit<Explanation, "verdict">,
  context: VerdictContext,
): Explanation {
  return { ...explanation, verdict: judgeRequest(explanation, context) };
}

export function tokenReport(token: TokenExamination | undefined): TokenReport | null {
  if (token === undefined) return null;
  const { verified: _verified, refusal, ...rest } = token;
  return { ...rest, refusal: refusal === null ? null : problemOf(refusal) };
}
