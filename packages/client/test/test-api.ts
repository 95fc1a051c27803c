// A Supabase-like address for tests: it answers who asked, and refuses expired tokens as PostgREST does.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { claimsOf } from "./jwt.ts";

interface Seen {
  readonly method: string;
  readonly token: string;
  readonly body: string;
}

export interface TestApi {
  readonly url: string;
  readonly seen: Seen[];
  /** Why the next requests are refused; nothing: by their `exp` alone. */
  refusal: string | undefined;
  close(): Promise<void>;
}

/** The public key of this API: a token of its own, without a user. */
export const ANON_KEY = "sb_publishable_test";

export async function startTestApi(now: () => number): Promise<TestApi> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    seen.push({ method: request.method ?? "", token, body });
    const claims = token === ANON_KEY ? {} : claimsOf(token);
    const refusal =
      api.refusal ??
      ((claims.exp ?? Number.POSITIVE_INFINITY) <= now() ? "JWT expired" : undefined);
    response.writeHead(refusal ? 401 : 200, { "Content-Type": "application/json" });
    response.end(
      JSON.stringify(
        refusal
          ? { code: "PGRST303", message: refusal, details: null, hint: null }
          : [{ sub: claims.sub ?? "anon" }],
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const api: TestApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    refusal: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return api;
}
