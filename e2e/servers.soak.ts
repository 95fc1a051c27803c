// Clerk's SDKs for servers, as their quickstarts use them: no address in code, only the environment of `rowlock dev --`.
import { afterEach, expect, test } from "vitest";
import { backendOf } from "./harness/backend.ts";
import { type RunningSdkApp, startSdkApp } from "./harness/sdk-app.ts";
import { ADA, GRACE } from "./journeys/people.ts";

let app: RunningSdkApp | undefined;

afterEach(async () => {
  await app?.stop();
  app = undefined;
});

test.each(["express-1", "express-2", "fastify-3", "hono"])(
  "%s gives each person their own rows, and asks no other machine",
  async (name) => {
    const running = await startSdkApp({ name, at: (port) => [String(port)] });
    app = running;
    const tasks = async (headers: HeadersInit) => {
      const response = await fetch(`${running.url}/tasks`, { headers });
      return [response.status, await response.json()];
    };
    expect(await tasks(await signedIn(running, ADA.email))).toEqual([200, ["Ada's task"]]);
    expect(await tasks(await signedIn(running, GRACE.email))).toEqual([200, ["Grace's task"]]);
    expect(await tasks({})).toEqual([401, { error: "Sign in first" }]);
    // What is no token at all is refused by each SDK in its own way.
    const forged = { headers: { Authorization: "Bearer not.a.token" } };
    expect((await fetch(`${running.url}/tasks`, forged)).ok).toBe(false);
    const asked = await running.askedHosts();
    expect(asked.filter((host) => !["localhost", "127.0.0.1", "::1"].includes(host))).toEqual([]);
  },
);

/** What a page of the app would send: a session token of that person. */
async function signedIn(
  running: RunningSdkApp,
  email: string,
): Promise<{ readonly Authorization: string }> {
  const { users, signInTokens } = backendOf(running);
  const { data } = await users.getUserList({ emailAddress: [email] });
  const { token: ticket } = await signInTokens.createSignInToken({
    userId: data[0]!.id,
    expiresInSeconds: 60,
  });
  const response = await fetch(`${running.env.CLERK_FAPI_URL}/v1/client/sign_ins`, {
    method: "POST",
    headers: { Origin: running.url },
    body: new URLSearchParams({ strategy: "ticket", ticket }),
  });
  const { client } = (await response.json()) as {
    readonly client: {
      readonly sessions: readonly { readonly last_active_token: { readonly jwt: string } }[];
    };
  };
  return { Authorization: `Bearer ${client.sessions[0]!.last_active_token.jwt}` };
}
