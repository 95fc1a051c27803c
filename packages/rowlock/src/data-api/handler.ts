// The Data API as a fetch handler: request, plan, render, execute, respond, one after the other.
// It owns no connection, no key and no clock: runner, authentication, catalog and time are passed in.
import type { Catalog } from "../catalog/catalog.ts";
import { type ExposedCatalog, exposeCatalog } from "../catalog/exposed-catalog.ts";
import type { BatchRunner } from "../database/batch/batch.ts";
import { PostgresError } from "../database/postgres-error.ts";
import { mayHaveBodyOver } from "../http/request-headers.ts";
import { noteRequest } from "../http/request-log.ts";
import { type HttpRequester, requesterOf } from "../http/requester.ts";
import { compileTemplate, identifier, type SqlTemplate, sql } from "../sql/fragment.ts";
import type { VerifiedToken } from "../tokens/verified-token.ts";
import { answerCors, type CorsAnswer } from "./cors.ts";
import { answerError } from "./error-answer.ts";
import { failure } from "./errors.ts";
import { findVisible, visibleIn } from "./execute/describe.ts";
import { execute, executeRows } from "./execute/execute.ts";
import { requireSendingRights } from "./execute/sending-rights.ts";
import {
  type HttpHead,
  hasBody,
  makeResponse,
  type ResponseParts,
  readHead,
  withBody,
} from "./http-request.ts";
import { createParsedRequests, type ParseRequest } from "./parsed-requests.ts";
import type { Plan } from "./plan/plan.ts";
import { createPreparedPlans, type PlanRequest } from "./prepared-plans.ts";
import type { HttpRequest } from "./request/request-head.ts";
import { selectSchema } from "./request/schema.ts";
import { parseTarget } from "./request/target.ts";
import { openApiDocument } from "./respond/openapi/document.ts";
import {
  type Answer,
  answerDescription,
  answerExplained,
  answerOptions,
  respond,
} from "./respond/respond.ts";
import { type Stopwatch, startStopwatch } from "./server-timing.ts";
import { type DataApiSettings, exposureOf } from "./settings.ts";

/** Where the catalog comes from: undefined as long as there is none. */
export interface CatalogPort {
  readonly current: () => Catalog | undefined;
}

export interface DataApiOptions {
  readonly settings: DataApiSettings;
  readonly catalog: CatalogPort;
  /** The runner whose login may become this role. */
  readonly runner: (role: string) => BatchRunner;
  /** Who asks. @throws TokenError */
  readonly authenticate: (request: Request) => VerifiedToken | Promise<VerifiedToken>;
  /** Milliseconds, for Server-Timing. */
  readonly now: () => number;
  /** What stands before the paths, such as `/rest/v1`; default none. */
  readonly basePath?: string;
}

export interface DataApi {
  /** Answers every request; rejects only for what is a fault of this program. */
  readonly fetch: (request: Request) => Promise<Response>;
}

interface Service extends DataApiOptions {
  readonly parseRequest: ParseRequest;
  readonly planRequest: PlanRequest;
  readonly exposed: () => ExposedCatalog;
  readonly preRequest: SqlTemplate | undefined;
}

export function createDataApi(options: DataApiOptions): DataApi {
  const { settings } = options;
  const service: Service = {
    ...options,
    parseRequest: createParsedRequests(settings),
    planRequest: createPreparedPlans(settings),
    exposed: exposedFrom(options),
    preRequest: settings.dbPreRequest && callOf(settings.dbPreRequest),
  };
  return { fetch: (request) => handle(request, service) };
}

function callOf({ schema, name }: NonNullable<DataApiSettings["dbPreRequest"]>): SqlTemplate {
  const called = schema === undefined ? identifier(name) : identifier(schema, name);
  return compileTemplate(sql`select ${called}()`);
}

/** Derives what is exposed once for each catalog. @throws DataApiError PGRST002 */
function exposedFrom({ catalog, settings }: DataApiOptions): () => ExposedCatalog {
  const exposure = exposureOf(settings);
  let last: { readonly of: Catalog; readonly exposed: ExposedCatalog } | undefined;
  return () => {
    const current = catalog.current();
    if (current === undefined) throw failure("noCatalog");
    if (last?.of !== current) last = { of: current, exposed: exposeCatalog(current, exposure) };
    return last.exposed;
  };
}

async function handle(request: Request, service: Service): Promise<Response> {
  const head = readHead(request, service.basePath ?? "");
  const cors = answerCors(head, service.settings.serverCorsAllowedOrigins);
  const parts = cors.preflight ? EMPTY : await answerOrRefuse(request, head, service);
  return makeResponse(withFurtherHeaders(parts, { head, cors, service }));
}

const EMPTY: ResponseParts = { status: 200, headers: [], body: "" };

interface FurtherHeaders {
  readonly head: HttpHead;
  readonly cors: CorsAnswer;
  readonly service: Service;
}

/** What an answer says besides what it is about. */
function withFurtherHeaders(
  parts: ResponseParts,
  { head, cors, service }: FurtherHeaders,
): ResponseParts {
  const trace = service.settings.serverTraceHeader?.toLowerCase();
  if (cors.headers.length === 0 && trace === undefined && parts.status !== 503) return parts;
  const headers = [...parts.headers, ...cors.headers];
  if (trace !== undefined) headers.push([trace, head.headers.get(trace) ?? ""]);
  if (parts.status === 503) headers.push(["retry-after", "1"]);
  return { ...parts, headers };
}

async function answerOrRefuse(
  request: Request,
  head: HttpHead,
  service: Service,
): Promise<ResponseParts> {
  const { settings } = service;
  const watch = settings.serverTimingEnabled ? startStopwatch(service.now) : undefined;
  let role: string | undefined;
  try {
    const known = service.authenticate(request);
    const token = known instanceof Promise ? await known : known;
    role = token.role;
    watch?.lap("jwt");
    const catalog = service.exposed();
    const context = { service, catalog, token, watch, requester: requesterOf(request) };
    if (mayHaveBodyOver(head.headers, LARGE_BODY)) await requireRights(head, context);
    const body = hasBody(head) ? new Uint8Array(await request.arrayBuffer()) : undefined;
    const answer = await answerFor(withBody(head, body), context);
    watch?.lap("response");
    if (watch === undefined) return answer;
    return { ...answer, headers: [...answer.headers, ["server-timing", watch.text()]] };
  } catch (error) {
    if (error instanceof PostgresError) noteRequest(request, { refusedWith: error });
    return answerError(error, {
      verbosity: settings.clientErrorVerbosity,
      authenticated: role !== settings.dbAnonRole,
    });
  }
}

/** Bytes from which on it is worth a question to the database whether the body will be of any use. */
const LARGE_BODY = 64 * 1024;

/** @throws PostgresError for a role that may send nothing there, DataApiError as the first stage does */
async function requireRights(
  head: HttpHead,
  { service, catalog, token, requester }: AnswerContext,
): Promise<void> {
  const { settings } = service;
  const http = withBody(head, undefined);
  await requireSendingRights({
    action: parseTarget(http, settings).action(),
    schema: selectSchema(http, settings),
    catalog,
    role: token.role,
    runner: service.runner(token.role),
    requester,
    prepare: settings.dbPreparedStatements,
  });
}

interface AnswerContext {
  readonly service: Service;
  readonly catalog: ExposedCatalog;
  readonly token: VerifiedToken;
  readonly watch: Stopwatch | undefined;
  readonly requester: HttpRequester;
}

async function answerFor(
  http: HttpRequest,
  { service, catalog, token, watch, requester }: AnswerContext,
): Promise<Answer> {
  const { settings, preRequest } = service;
  const request = service.parseRequest(http);
  watch?.lap("parse");
  const { plan, statements } = service.planRequest(request, catalog);
  watch?.lap("plan");
  if (plan.kind === "options") return answerOptions(plan.allow);
  const runner = service.runner(token.role);
  const inputFor = <Made extends Plan>(made: Made) => ({
    request,
    plan: made,
    token,
    facts: http,
    settings,
    runner,
    preRequest,
    requester,
  });
  if (plan.kind === "describe") {
    const input = inputFor(plan);
    const visible = visibleIn(catalog, plan.schema, await findVisible(input, plan.schema));
    watch?.lap("transaction");
    const document = openApiDocument(visible, { catalog, settings });
    return answerDescription(document, request, plan.mediaType);
  }
  if (statements === undefined) throw new Error("A plan over rows has statements");
  const input = inputFor(plan);
  if (plan.mediaType.kind === "plan") {
    const lines = await executeRows(input, statements.main);
    watch?.lap("transaction");
    return answerExplained(lines, request, plan.mediaType);
  }
  const outcome = await execute(input, statements);
  watch?.lap("transaction");
  return respond(plan, { request, outcome, verbosity: settings.clientErrorVerbosity });
}
