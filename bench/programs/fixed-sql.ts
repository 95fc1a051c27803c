// What somebody would write for just these requests: the same listener, the same verifier, the same driver and its one
// batch under row level security, and SQL that is there already. What a server costs beyond this is its language.
import { createBatchRunner } from "../../packages/rowlock/src/database/batch/create-batch-runner.ts";
import { listen } from "../../packages/rowlock/src/http/listen.ts";
import { createPostgrestKeys } from "../../packages/rowlock/src/tokens/key-ring/postgrest-keys.ts";
import { readBearerToken } from "../../packages/rowlock/src/tokens/verify/bearer-token.ts";
import { createTokenVerifier } from "../../packages/rowlock/src/tokens/verify/token-verifier.ts";
import { REQUESTS } from "../requests.ts";

const { BENCH_DATABASE_URL = "", BENCH_JWKS = "" } = process.env;

const runner = createBatchRunner({ connectionString: BENCH_DATABASE_URL });
const verifier = createTokenVerifier({
  keys: createPostgrestKeys(BENCH_JWKS),
  anonRole: undefined,
  now: Date.now,
});
const handlers = new Map(REQUESTS.map((one) => [`${one.method} ${one.path}`, one]));

const listener = await listen({ name: "the fixed handler", port: 0, fetch: answer });
console.log(`listens on ${listener.url}`);
process.on("SIGTERM", () => process.exit(0));

async function answer(request: Request): Promise<Response> {
  const path = request.url.slice(request.url.indexOf("/", 8));
  const handler = handlers.get(`${request.method} ${path}`);
  const bearer = readBearerToken(request.headers.get("authorization"));
  if (handler === undefined || bearer === undefined) return new Response(null, { status: 404 });
  const token = await verifier.verify(bearer);
  const values = handler.values?.(await request.json()) ?? [];
  const { rows } = await runner.run({
    role: token.role,
    settings: [["request.jwt.claims", token.claimsText]],
    readOnly: handler.grows === undefined,
    query: { text: handler.sql, values },
  });
  return new Response(rows[0]?.[0] ?? null, {
    status: handler.status,
    headers: { "content-type": "application/json; charset=utf-8" },
  });
}
