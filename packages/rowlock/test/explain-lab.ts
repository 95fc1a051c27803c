// A database whose requests are explained, for tests: real PostgreSQL, the real Data API, real keys and tokens.
import { createSecretKey } from "node:crypto";
import { withClient } from "../src/database/pool/with-client.ts";
import { explainRequest } from "../src/policy/explain/explain-request.ts";
import type { Explanation } from "../src/policy/explain/explanation.ts";
import { explainListening } from "../src/policy/explain/listen/explain-listening.ts";
import type { ListenExplanation, Listening } from "../src/policy/explain/listen/listening.ts";
import {
  type ReadRequest,
  type RequestWords,
  readRequest,
} from "../src/policy/explain/request/read-request.ts";
import { makeExplainedRequest } from "../src/policy-commands/explain.ts";
import { openExplainedDatabase } from "../src/policy-commands/explained-database.ts";
import { createKeyRing } from "../src/tokens/key-ring/key-ring.ts";
import { projectEntries } from "../src/tokens/key-ring/project-entries.ts";
import { signToken } from "../src/tokens/sign/sign-token.ts";
import { anonymousToken, type JsonObject } from "../src/tokens/verified-token.ts";
import { examineToken } from "../src/tokens/verify/examine-token.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { TEST_ADDRESSES, TEST_API_KEYS, TEST_API_URL, testApiConfig } from "./project-api.ts";

const SECRET = "a secret of the tests that is long enough";

/** A role that tokens may ask for and that no database has. */
export const UNMADE_ROLE = "never_made";

export interface ExplainLab {
  readonly database: TestDatabase;
  /** As this user, as somebody with these claims, or with this token; nobody when absent. */
  explain(request: RequestWords, who?: Who): Promise<Explanation>;
  /** Why they hear nothing. */
  listen(listening: Listening, who?: Who): Promise<ListenExplanation>;
  close(): Promise<void>;
}

export interface Who {
  readonly user?: string;
  readonly claims?: JsonObject;
  /** Signed with another key. */
  readonly forged?: boolean;
  /** Fields of the token's header, such as Clerk's category. */
  readonly header?: Readonly<Record<string, string>>;
  /** The template by which the token was asked for. */
  readonly template?: string;
  readonly runsWrites?: boolean;
  /** False: rows are looked at by the login of requests, which passes over no policy. */
  readonly seesAll?: boolean;
}

export async function startExplainLab(schema: string): Promise<ExplainLab> {
  const database = await createTestDatabase();
  await database.query(schema);
  const keys = createKeyRing(
    projectEntries({
      projectSecrets: [SECRET],
      allowedRoles: ["anon", "authenticated", UNMADE_ROLE],
    }),
  );
  const opened = await openExplainedDatabase({
    readConfig: testApiConfig(),
    keys,
    apiKeys: () => TEST_API_KEYS,
    addresses: TEST_ADDRESSES,
    urls: {
      admin: database.ownerUrl,
      authenticator: database.authenticatorUrl,
      service: database.serviceUrl,
    },
    storage: { fileSizeLimit: 1_000_000, secret: () => SECRET },
    runsWrites: true,
    now: Date.now,
    onNotice: () => {},
  });
  const asRequestLogin: typeof opened.withAdmin = (work) =>
    withClient(database.authenticatorUrl, work);
  const databaseOf = (who: Who) => ({
    ...opened,
    runsWrites: who.runsWrites ?? true,
    withAdmin: who.seesAll === false ? asRequestLogin : opened.withAdmin,
  });

  async function ask(read: ReadRequest, who: Who) {
    const token = (await tokenOf(who)) ?? read.token;
    const examined =
      token === undefined
        ? undefined
        : await examineToken(token, { keys, anonRole: "anon", now: Date.now });
    const headers = new Headers(
      read.headers.map(([name, value]): [string, string] => [name, value]),
    );
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    const makeAt = (path: string) =>
      makeExplainedRequest({ ...read, path }, { base: TEST_API_URL, headers });
    const nobody = anonymousToken("anon");
    return {
      makeAt,
      as: who.user ?? "anon",
      token: examined,
      caller:
        examined === undefined
          ? nobody
          : (examined.verified ?? (opened.takesNobody(makeAt(read.path)) ? nobody : null)),
      templates: TEMPLATES,
      template: who.template,
    };
  }

  return {
    database,
    async explain(words, who = {}) {
      const read = readRequest(words);
      const { makeAt, ...asked } = await ask(read, who);
      const makeRequest = () => makeAt(read.path);
      return explainRequest({ ...asked, makeRequest }, databaseOf(who));
    },
    async listen(listening, who = {}) {
      const { makeAt, ...asked } = await ask(readRequest({ words: ["/"] }), who);
      return explainListening({ ...asked, listening, makeRequest: makeAt }, databaseOf(who));
    },
    async close() {
      await opened.close();
      await database.drop();
    },
  };
}

const TEMPLATES = [
  { name: "supabase", claims: { role: "authenticated" } },
  { name: "billing", claims: { role: "authenticated", plan: "{{user.public_metadata.plan}}" } },
];

async function tokenOf({ user, claims, forged, header }: Who): Promise<string | undefined> {
  if (user === undefined && claims === undefined) return undefined;
  const now = Math.floor(Date.now() / 1000);
  const secret = forged === true ? "another secret that is quite as long" : SECRET;
  return signToken({
    ...(header === undefined ? {} : { header }),
    signingKey: { algorithm: "HS256", key: createSecretKey(secret, "utf8") },
    claims: {
      ...(user === undefined ? {} : { sub: user, role: "authenticated", exp: now + 60 }),
      ...claims,
    },
  });
}
