// The running app's own profiles: told of by webhooks, compared with Clerk on demand, and by nobody without the key.
import { expect } from "vitest";
import { backendOf } from "../harness/backend.ts";
import type { ExampleApp } from "../harness/example-app.ts";

interface Profile {
  readonly user_id: string;
  readonly first_name: string | null;
  readonly deleted: boolean;
}

export async function keepProfilesInStep(app: ExampleApp): Promise<void> {
  const { users } = backendOf(app);
  const user = await users.createUser({
    emailAddress: ["profile@example.com"],
    firstName: "Pro",
    skipPasswordRequirement: true,
  });
  const profile = async () => (await profilesOf(app)).find(({ user_id }) => user_id === user.id);
  await expect.poll(profile, PATIENCE).toMatchObject({ first_name: "Pro", deleted: false });
  await users.updateUser(user.id, { firstName: "Profile" });
  await expect.poll(profile, PATIENCE).toMatchObject({ first_name: "Profile" });

  await write(app, { ...(await profile()), first_name: "wrong", written_by: "nobody" });
  await write(app, { ...GHOST, user_id: "user_ghost" });
  for (const key of [undefined, app.env.SUPABASE_KEY, `${app.env.SUPABASE_SERVICE_ROLE_KEY}x`]) {
    expect((await reconcile(app, key)).status).toBe(401);
  }
  const answer = await reconcile(app, app.env.SUPABASE_SERVICE_ROLE_KEY);
  expect(await answer.json()).toEqual({ users: await users.getCount(), deleted: 1 });
  expect(await profile()).toMatchObject({ first_name: "Profile" });
  const present = (await profilesOf(app)).filter(({ deleted }) => !deleted);
  const known = (await users.getUserList({ limit: 100 })).data.map(({ id }) => id);
  expect(present.map(({ user_id }) => user_id).sort()).toEqual(known.sort());

  await users.deleteUser(user.id);
  await expect.poll(profile, PATIENCE).toMatchObject({ first_name: null, deleted: true });
  const forged = await fetch(`${app.url}/api/webhooks/clerk`, {
    method: "POST",
    headers: { "svix-id": "msg_1", "svix-timestamp": "1", "svix-signature": "v1,AAAA" },
    body: JSON.stringify({ type: "user.deleted", data: { id: known[0] } }),
  });
  expect(forged.status).toBe(400);
}

/** Only there to end a hang. */
const PATIENCE = { timeout: 60_000, interval: 50 };

const GHOST = {
  first_name: "Ghost",
  deleted: false,
  updated_at: "2025-01-01Z",
  written_by: "nobody",
};

async function profilesOf(app: ExampleApp): Promise<readonly Profile[]> {
  return (await (await rest(app, "GET")).json()) as readonly Profile[];
}

/** Past the rule of the latest state, as a mistake would. */
async function write(app: ExampleApp, profile: object): Promise<void> {
  const response = await rest(app, "POST", profile);
  expect(response.ok).toBe(true);
}

function rest({ env }: ExampleApp, method: string, body?: object): Promise<Response> {
  const key = env.SUPABASE_SERVICE_ROLE_KEY!;
  return fetch(`${env.SUPABASE_URL}/rest/v1/profiles`, {
    method,
    headers: {
      apikey: key,
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      prefer: "resolution=merge-duplicates",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function reconcile(app: ExampleApp, key: string | undefined): Promise<Response> {
  return fetch(`${app.url}/api/profiles/reconcile`, {
    method: "POST",
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
}
