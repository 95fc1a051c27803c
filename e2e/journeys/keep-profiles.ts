// The promise of the example's webhooks: whatever happens on the way, in the end its profiles are Clerk's users.
import { setTimeout as sleep } from "node:timers/promises";
import { type ClerkClient, createClerkClient, type User } from "@clerk/backend";
import { expect } from "vitest";
import { type CrashingStack, startCrashingStack } from "../harness/crashing-stack.ts";
import { type ReceivedMessage, startWebhookReceiver } from "../harness/webhook-receiver.ts";
import { changeUsers } from "./user-storm.ts";

export interface KeepProfilesOptions {
  readonly changes: number;
  readonly users: number;
  /** After how many changes the stack is killed. */
  readonly kills: readonly number[];
  /** True: what failed is sent again at once, as `rowlock webhooks replay` does, and its time is not waited for. */
  readonly hurried: boolean;
}

/** 30 % of the deliveries fail, some of them after they arrived; others come twice, or late. */
const FAULTS = { fail: 0.2, lose_answer: 0.125, duplicate: 0.3, reorder: 0.3, reorder_ms: 1500 };

export async function keepProfilesThroughout(options: KeepProfilesOptions): Promise<void> {
  const receiver = await startWebhookReceiver();
  const stack = await startCrashingStack(receiver.url);
  try {
    const { env } = stack;
    process.env.NEXT_PUBLIC_SUPABASE_URL = env.SUPABASE_URL;
    process.env.SUPABASE_SERVICE_ROLE_KEY = env.SUPABASE_SERVICE_ROLE_KEY;
    process.env.CLERK_WEBHOOK_SIGNING_SECRET = env.CLERK_WEBHOOK_SIGNING_SECRET;
    const clerk = clerkOf(env);
    await misbehave(env);
    await changeUsers({ ...options, clerk, afterChange: killsAt(options.kills, stack) });
    await untilDelivered(env, options);

    const users = await usersOf(clerk);
    expect(await profilesOf(env)).toEqual(users);
    expect(users.length).toBeGreaterThan(options.users / 4);
    expectTrouble(receiver.received, options);
  } finally {
    await stack.stop();
    await receiver.close();
  }
}

function clerkOf(env: CrashingStack["env"]): ClerkClient {
  return createClerkClient({
    apiUrl: env.CLERK_API_URL!,
    secretKey: env.CLERK_SECRET_KEY!,
    publishableKey: env.CLERK_PUBLISHABLE_KEY!,
    telemetry: { disabled: true },
  });
}

async function backend<Answer>(
  env: CrashingStack["env"],
  call: readonly [method: string, path: string],
  body?: object,
): Promise<Answer> {
  const [method, path] = call;
  const response = await fetch(`${env.CLERK_API_URL}/v1/rowlock/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${env.CLERK_SECRET_KEY}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Answer;
}

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly total_count: number;
}

async function misbehave(env: CrashingStack["env"]): Promise<void> {
  const { data } = await backend<Page>(env, ["GET", "webhook_endpoints"]);
  await backend(env, ["PATCH", `webhook_endpoints/${data[0]?.id}`], { faults: FAULTS });
}

function killsAt(kills: readonly number[], stack: CrashingStack) {
  return async (done: number) => {
    if (kills.includes(done)) await stack.crash();
  };
}

async function untilDelivered(
  env: CrashingStack["env"],
  { hurried }: KeepProfilesOptions,
): Promise<void> {
  for (;;) {
    const pending = await backend<Page>(env, ["GET", "webhook_messages?status=pending&limit=500"]);
    if (pending.total_count === 0) break;
    for (const { id } of hurried ? pending.data : []) {
      await backend(env, ["POST", `webhook_messages/${id}/replay`], {});
    }
    await sleep(hurried ? 250 : 1000);
  }
  expect(await backend<Page>(env, ["GET", "webhook_messages?status=failed"])).toMatchObject({
    total_count: 0,
  });
}

interface KnownUser {
  readonly user_id: string;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly image_url: string | null;
  /** Milliseconds. */
  readonly updated_at: number;
}

async function usersOf(clerk: ClerkClient): Promise<readonly KnownUser[]> {
  const users: User[] = [];
  for (;;) {
    const { data } = await clerk.users.getUserList({ limit: 500, offset: users.length });
    users.push(...data);
    if (data.length < 500) break;
  }
  return users
    .map((user) => ({
      user_id: user.id,
      email: user.primaryEmailAddress?.emailAddress ?? null,
      first_name: user.firstName,
      last_name: user.lastName,
      image_url: user.imageUrl,
      updated_at: user.updatedAt,
    }))
    .sort(byId);
}

async function profilesOf(env: CrashingStack["env"]): Promise<readonly KnownUser[]> {
  const columns = "user_id,email,first_name,last_name,image_url,updated_at";
  const key = env.SUPABASE_SERVICE_ROLE_KEY!;
  const response = await fetch(
    `${env.SUPABASE_URL}/rest/v1/profiles?select=${columns}&deleted=is.false`,
    { headers: { apikey: key, authorization: `Bearer ${key}` } },
  );
  const rows = (await response.json()) as (Omit<KnownUser, "updated_at"> & {
    readonly updated_at: string;
  })[];
  return rows.map((row) => ({ ...row, updated_at: Date.parse(row.updated_at) })).sort(byId);
}

function byId(left: KnownUser, right: KnownUser): number {
  return left.user_id < right.user_id ? -1 : 1;
}

/** Otherwise the test would show nothing: messages came twice, and late ones after newer ones. */
function expectTrouble(
  received: readonly ReceivedMessage[],
  { changes }: KeepProfilesOptions,
): void {
  const taken = received.filter(({ status }) => status === 204);
  const latest = new Map<string, number>();
  let late = 0;
  for (const { user, at } of taken) {
    const known = latest.get(user) ?? 0;
    if (at < known) late += 1;
    latest.set(user, Math.max(known, at));
  }
  const messages = new Set(taken.map(({ id }) => id));
  expect(messages.size).toBeGreaterThanOrEqual(changes);
  expect(taken.length).toBeGreaterThan(messages.size);
  expect(late).toBeGreaterThan(0);
}
