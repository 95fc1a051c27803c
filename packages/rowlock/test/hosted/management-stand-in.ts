// Supabase's Management API for tests: the operations that Rowlock asks, over a project that a test may break. Answers have
// the members that the document requires (https://api.supabase.com/api/v1-json), and those of Rowlock's own reading.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const ACCESS_TOKEN = `sbp_${"0".repeat(40)}`;
export const REF = "abcdefghijklmnopqrst";
export const PUBLISHABLE_KEY = "sb_publishable_0123456789abcdefghijklmnopqrstu";

/** What a test may change. */
export interface StandInProject {
  status: string;
  schemas: string;
  legacyEnabled: boolean;
  signingKeys: { algorithm: string; status: string }[];
  issuers: { issuer: string; keyIds: string[] | null }[];
  migrations: { version: string; name: string }[];
  /** By path below the project: answered instead. */
  refusals: Map<string, Answered>;
}

export interface ManagementStandIn {
  readonly url: string;
  readonly project: StandInProject;
  /** What was asked, in order: method and path. */
  readonly asked: string[];
  close(): Promise<void>;
}

const TIME = "2026-01-01T00:00:00Z";

export async function startManagement(): Promise<ManagementStandIn> {
  const project: StandInProject = {
    status: "ACTIVE_HEALTHY",
    schemas: "public,graphql_public",
    legacyEnabled: true,
    signingKeys: [],
    issuers: [],
    migrations: [],
    refusals: new Map(),
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response, project);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    project,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, project: StandInProject): void {
  const { status, body, headers } = answerOf(request, project);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

function answerOf(request: IncomingMessage, project: StandInProject): Answered {
  const known = request.headers.authorization === `Bearer ${ACCESS_TOKEN}`;
  if (!known) return { status: 401, body: { message: "Unauthorized" } };
  const prefix = `/v1/projects/${REF}`;
  const path = request.url?.split("?")[0] ?? "";
  const below = path.slice(prefix.length);
  const body = path.startsWith(prefix) ? answers(project)[below] : undefined;
  if (request.method !== "GET" || body === undefined) {
    return { status: 404, body: { message: "Not Found" } };
  }
  return project.refusals.get(below) ?? { status: 200, body };
}

function answers(project: StandInProject): Readonly<Record<string, unknown>> {
  return {
    "": {
      id: REF,
      ref: REF,
      organization_id: "rowlock",
      organization_slug: "rowlock",
      name: "stand-in",
      region: "eu-central-1",
      created_at: TIME,
      status: project.status,
      database: {
        host: `db.${REF}.supabase.co`,
        version: "17.6.1.111",
        postgres_engine: "17",
        release_channel: "ga",
      },
    },
    "/postgrest": {
      db_schema: project.schemas,
      max_rows: 1000,
      db_extra_search_path: "public, extensions",
      db_pool: null,
      jwt_secret: "a secret of the stand-in that nobody may print, of 64 characters",
    },
    "/api-keys": [
      { name: "anon", id: "anon", type: "legacy", api_key: legacyKey("anon", REF) },
      {
        name: "service_role",
        id: "service_role",
        type: "legacy",
        api_key: legacyKey("service_role", REF),
      },
      { name: "default", id: "1", type: "publishable", api_key: PUBLISHABLE_KEY },
      { name: "default", id: "2", type: "secret", api_key: "sb_secret_xxxxx··········" },
    ],
    "/api-keys/legacy": { enabled: project.legacyEnabled },
    "/config/auth/signing-keys": {
      keys: project.signingKeys.map((key, index) => ({
        id: `00000000-0000-4000-8000-00000000000${index}`,
        ...key,
        public_jwk: null,
        created_at: TIME,
        updated_at: TIME,
      })),
    },
    "/config/auth/third-party-auth": project.issuers.map(({ issuer, keyIds }, index) => ({
      id: `00000000-0000-4000-9000-00000000000${index}`,
      type: "oidc",
      oidc_issuer_url: issuer,
      jwks_url: null,
      custom_jwks: null,
      resolved_jwks: keyIds && { keys: keyIds.map((kid) => ({ kid, kty: "RSA" })) },
      inserted_at: TIME,
      updated_at: TIME,
      resolved_at: keyIds && TIME,
    })),
    "/database/migrations": project.migrations,
  };
}

/** The form of a legacy key; its signature is none. */
export function legacyKey(role: "anon" | "service_role", ref: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: "supabase", ref, role, iat: 1_767_225_600, exp: 2_082_801_600 };
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.none`;
}
