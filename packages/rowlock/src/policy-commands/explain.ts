// Explains a request on the project's database or on one that is named: finds out who asks, with which token, and hands
// both to the explainer. Tokens stay in here.
import { remoteHost } from "../database/migrations/remote-guard.ts";
import { rowlockError } from "../errors/registry.ts";
import { createApiKeyTable } from "../gateway/api-key-table.ts";
import { type ExplainQuestion, explainRequest } from "../policy/explain/explain-request.ts";
import type { Explanation } from "../policy/explain/explanation.ts";
import { explainListening } from "../policy/explain/listen/explain-listening.ts";
import type { ListenExplanation, Listening } from "../policy/explain/listen/listening.ts";
import type { ReadRequest } from "../policy/explain/request/read-request.ts";
import type { ExplainedDatabase } from "../policy/ports.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { createProjectState, type ProjectState } from "../project/project-state.ts";
import { projectApiConfig } from "../stack/data-api/project-api-config.ts";
import type { DatabaseUrls } from "../stack/start-databases.ts";
import { type CommandDatabases, hasDatabase, withDatabases } from "../stack/with-databases.ts";
import { useIdentity } from "../stack/with-identity.ts";
import { opaqueKeyKind } from "../tokens/keys/api-keys.ts";
import { examineToken } from "../tokens/verify/examine-token.ts";
import { createTokenVerifier } from "../tokens/verify/token-verifier.ts";
import { type Caller, describeCaller, mintFor } from "./explain-caller.ts";
import { type ExplainedDatabaseOptions, openExplainedDatabase } from "./explained-database.ts";
import { declaredBody, isStoragePath } from "./explained-storage.ts";
import { withScratchDatabase } from "./scratch/with-scratch-database.ts";

export interface ExplainOptions {
  readonly opened: OpenedProject;
  readonly request: ReadRequest;
  /** Undefined: whoever the request itself says. */
  readonly caller: Caller | undefined;
  /** Another database than the project's, as a login that may pass over policies. */
  readonly databaseUrl?: string | undefined;
  /** Whether a database that is not on this machine may be looked into. */
  readonly allowRemote: boolean;
  readonly onNotice: (notice: string) => void;
}

/** @throws DATABASE_REMOTE, DATABASE_UNREACHABLE, EXPLAIN_WHO, and what starting the cluster throws */
export function explain(options: ExplainOptions): Promise<Explanation> {
  return withQuestion(options, (question, database) => explainRequest(question, database));
}

export interface ExplainListenOptions extends Omit<ExplainOptions, "request"> {
  readonly listening: Listening;
}

/** Why a subscriber hears nothing. @throws as explain() */
export function explainListen(options: ExplainListenOptions): Promise<ListenExplanation> {
  const { listening } = options;
  return withQuestion({ ...options, request: NO_REQUEST }, (question, database, makeRequest) =>
    explainListening({ ...question, listening, makeRequest }, database),
  );
}

const NO_REQUEST: ReadRequest = {
  method: "GET",
  path: "/rest/v1/",
  headers: [],
  body: undefined,
  token: undefined,
};

type Work<T> = (
  question: ExplainQuestion,
  database: ExplainedDatabase,
  /** Another request of the same caller. */
  makeRequest: (path: string) => Request,
) => Promise<T>;

async function withQuestion<T>(options: ExplainOptions, work: Work<T>): Promise<T> {
  const { opened, databaseUrl, caller, onNotice } = options;
  const host = databaseUrl === undefined ? undefined : remoteHost(databaseUrl);
  if (host !== undefined && !options.allowRemote) {
    throw rowlockError("DATABASE_REMOTE", {
      message: `The database is on ${host}, not on this machine, so its rows are not looked at unasked`,
      hint: "Add --yes if that is what you want: it is only read, and requests that write are not run",
    });
  }
  const state = createProjectState(opened, { now: Date.now, onNotice });
  if (databaseUrl !== undefined && caller?.kind !== "user") {
    return explainOn(
      { ...sameLogin(databaseUrl), host },
      { options, state, urls: undefined, work },
    );
  }
  if (databaseUrl === undefined && opened.running?.cluster === null) {
    throw rowlockError("USAGE", {
      message: "The running stack has its database elsewhere",
      hint: "Name it with --db-url",
    });
  }
  return withProjectDatabases(options, ({ urls }) => {
    const { owner, authenticator, service } = urls;
    // The owner passes over policies as hosted's does (BYPASSRLS); nothing here is done as a superuser.
    const own = { admin: owner, authenticator, service };
    const place = databaseUrl === undefined ? own : sameLogin(databaseUrl);
    return explainOn({ ...place, host }, { options, state, urls, work });
  });
}

/** Those of the project; where it has none yet, for this once, what its migrations and rowlock.toml make. */
function withProjectDatabases<T>(
  { opened, databaseUrl, onNotice }: ExplainOptions,
  work: (databases: Pick<CommandDatabases, "urls">) => Promise<T>,
): Promise<T> {
  if (hasDatabase(opened)) return withDatabases({ opened, onNotice }, work);
  if (databaseUrl === undefined) {
    onNotice(
      "The project has no database yet: this is about a replay of the migrations, without rows, which is removed again",
    );
  }
  return withScratchDatabase({ opened, onNotice }, work);
}

type Place = ExplainedDatabaseOptions["urls"] & { readonly host: string | undefined };

/** Nothing is made in a database that is only looked into: its login becomes the roles itself. */
function sameLogin(url: string): ExplainedDatabaseOptions["urls"] {
  return { admin: url, authenticator: url, service: url };
}

interface ExplainContext<T> {
  readonly work: Work<T>;
  readonly options: ExplainOptions;
  readonly state: ProjectState;
  /** Of the project's databases, for people's tokens. */
  readonly urls: DatabaseUrls | undefined;
}

async function explainOn<T>(
  { host, ...place }: Place,
  { options, state, urls, work }: ExplainContext<T>,
): Promise<T> {
  const { opened, request, caller, onNotice } = options;
  const token =
    caller === undefined
      ? request.token
      : await mintFor(caller, {
          keys: opened.keys,
          withIdentity: (ask) => {
            if (urls === undefined) throw new Error("A user needs the identity database");
            return useIdentity({ opened, onNotice, urls }, ask);
          },
        });
  const headers = new Headers(
    request.headers.map(([name, value]): [string, string] => [name, value]),
  );
  if (caller !== undefined) headers.delete("apikey");
  // Storage wants to be told that it is nobody: the official client sends its key with every request.
  if (caller?.kind === "anon") headers.set("apikey", opened.keys.anonKey);
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  // An opaque key is no token: in Authorization it counts as the API key, as it does at the gateway.
  const opaque = token !== undefined && opaqueKeyKind(token) !== undefined ? token : undefined;
  const bearer = opaque === undefined ? token : undefined;
  const apiKey = opaque ?? headers.get("apikey");
  const byKey = apiKey === null ? undefined : createApiKeyTable(state.appKeys).find(apiKey);
  const database = await openExplainedDatabase({
    readConfig: projectApiConfig(opened),
    keys: state.ring,
    apiKeys: state.appKeys,
    addresses: opened.addresses,
    urls: place,
    storage: storageOf(opened, state),
    runsWrites: host === undefined,
    now: Date.now,
    onNotice,
  });
  try {
    const { verification } = database;
    const examined = bearer === undefined ? undefined : await examineToken(bearer, verification);
    const makeAt = (path: string) =>
      makeExplainedRequest({ ...request, path }, { base: opened.addresses.api, headers });
    const make = () => makeAt(request.path);
    const nobody = createTokenVerifier(verification).anonymous();
    const question: ExplainQuestion = {
      makeRequest: make,
      as: describeCaller(caller, { hasToken: bearer !== undefined, role: byKey?.role }),
      token: examined,
      caller:
        examined === undefined
          ? (byKey ?? nobody)
          : (examined.verified ?? (database.takesNobody(make()) ? nobody : null)),
      templates: opened.project.rowlock.clerk.jwt_templates,
      template: caller?.kind === "user" ? caller.template : undefined,
    };
    return await work(question, database, makeAt);
  } finally {
    await database.close();
  }
}

function storageOf({ project }: OpenedProject, state: ProjectState) {
  const { enabled, file_size_limit: fileSizeLimit } = project.supabase.storage;
  return enabled ? { fileSizeLimit, secret: () => state.appKeys().jwtSecret } : undefined;
}

/** It is sent more than once, so it is made more than once. */
export function makeExplainedRequest(
  { method, path, body }: ReadRequest,
  { base, headers }: { readonly base: string; readonly headers: Headers },
): Request {
  const takesBody = !["GET", "HEAD"].includes(method);
  const sent = body ?? (isStoragePath(path) ? declaredBody(headers) : undefined);
  // A stream as a body needs `duplex`, which the types of fetch do not know yet.
  const init: RequestInit & { readonly duplex: "half" } = {
    method,
    headers,
    duplex: "half",
    ...(sent === undefined || !takesBody ? {} : { body: sent }),
  };
  return new Request(base + path, init);
}
