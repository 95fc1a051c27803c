import { expect, test } from "vitest";
import { jwt } from "../test/jwt.ts";
import { startTestApi } from "../test/test-api.ts";
import { replayExpired } from "./replay-expired.ts";
import { createTokenCache } from "./token-cache.ts";

// Text is all that supabase-js sends to the Data API; uploads take other bodies, and some of those are used up by now.
test.each([
  ["text", () => "once", 2],
  ["nothing", () => null, 2],
  ["a stream", () => new Blob(["once"]).stream(), 1],
])("replayExpired() with %s as its body", async (_, body, requests) => {
  const api = await startTestApi(() => 0);
  api.refusal = "JWT expired";
  let minted = 0;
  const session = { id: "sess", getToken: async () => jwt({ jti: `${minted++}` }) };
  const tokens = createTokenCache({ session, now: () => 0 });
  const token = await tokens.get();
  const response = await replayExpired(fetch, tokens)(api.url, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: body(),
    duplex: "half",
  } as RequestInit);
  expect(await response.json()).toMatchObject({ code: "PGRST303" });
  expect(api.seen).toHaveLength(requests);
  await api.close();
});
