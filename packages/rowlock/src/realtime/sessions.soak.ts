// 50 people over real sockets, each with rows of their own, while sessions change: an organization is switched, somebody
// signs out, a token ends, a user is banned. Nobody hears a foreign row, and nobody who is there misses one of their own.
// A ban ends no token: as on hosted, what was signed counts until its own end, and no other follows it.
import { SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type RawSocket,
  type RealtimeLab,
  type ReceivedMessage,
  startRealtimeLab,
} from "../../test/realtime-lab.ts";
import { TEAMS } from "../../test/test-clerk.ts";

const PEOPLE = 50;
const CHANGES = 1_000;
const PATIENTLY = { timeout: 120_000 };

let lab: RealtimeLab;

beforeAll(async () => {
  lab = await startRealtimeLab(TEAMS);
});
afterAll(() => lab?.close());

const orgOf = (person: number) => `org_${person}`;
const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** As a JWT template of the project signs it. */
function tokenOf(org: string, exp = soon(3_600)): Promise<string> {
  const secret = new TextEncoder().encode(lab.api.stack.appKeys().jwtSecret);
  return new SignJWT({ sub: `user of ${org}`, role: "authenticated", org_id: org, exp })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(secret);
}

async function listen(token: string): Promise<RawSocket> {
  const raw = await lab.socket();
  const config = { postgres_changes: [{ event: "INSERT", schema: "public", table: "tasks" }] };
  await raw.join("tasks", { config, access_token: token });
  await raw.next(([, , , event, payload]) => event === "system" && payload.status === "ok");
  return raw;
}

interface Row {
  readonly id: number;
  readonly org_id: string;
}

function rowsOf(raw: RawSocket): readonly Row[] {
  return (raw.received as readonly ReceivedMessage[]).flatMap(([, , , event, payload]) =>
    event === "postgres_changes" ? (payload.data as { readonly record: Row }).record : [],
  );
}

const orgsOf = (raw: RawSocket) => [...new Set(rowsOf(raw).map(({ org_id }) => org_id))];

/** One row for each in turn; gives how many each must hear. */
async function change(from: number): Promise<void> {
  for (let index = 0; index < CHANGES; index += 1) {
    await lab.api.sql("insert into public.tasks (name, org_id) values ($1, $2)", [
      `task ${from + index}`,
      orgOf(index % PEOPLE),
    ]);
  }
}

const EACH = CHANGES / PEOPLE;

test("across a switch, a sign-out, an expired token and a ban", async () => {
  const everybody = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, person) => listen(await tokenOf(orgOf(person)))),
  );
  await change(0);
  for (const [person, raw] of everybody.entries()) {
    await expect.poll(() => rowsOf(raw).length, PATIENTLY).toBe(EACH);
    expect(orgsOf(raw)).toEqual([orgOf(person)]);
  }
  const [switches, signsOut, expires, ...others] = everybody;
  if (!switches || !signsOut || !expires) throw new Error("there are 50");
  // As @rowlock/client does it: a switch or a sign-out leaves the channel, and a switch joins anew.
  for (const raw of [switches, signsOut]) {
    raw.send(["1", "leave", "realtime:tasks", "phx_leave", {}]);
    await raw.next(([, , , event]) => event === "phx_close");
  }
  const after = await listen(await tokenOf(orgOf(7)));
  expires.send([
    "1",
    null,
    "realtime:tasks",
    "access_token",
    { access_token: await tokenOf(orgOf(2), soon(2)) },
  ]);
  await expires.next(([, , , event]) => event === "phx_close");
  await change(CHANGES);
  for (const [index, raw] of others.entries()) {
    await expect.poll(() => rowsOf(raw).length, PATIENTLY).toBe(2 * EACH);
    expect(orgsOf(raw)).toEqual([orgOf(index + 3)]);
  }
  await expect.poll(() => rowsOf(after).length, PATIENTLY).toBe(EACH);
  expect(orgsOf(after)).toEqual([orgOf(7)]);
  expect([switches, signsOut, expires].map((raw) => rowsOf(raw).length)).toEqual([
    EACH,
    EACH,
    EACH,
  ]);
}, 600_000);

test("a ban lets a token live to its end, and gives no other", async () => {
  const { identity } = lab.api.stack;
  const token = await identity.mintSessionToken("grace@example.com", { organization: "red" });
  const raw = await listen(token);
  const { opened, stack } = lab.api;
  const users = `${opened.addresses.clerk}/v1/users`;
  const answer = await fetch(`${users}/${lab.ids.grace}/ban`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.appKeys().clerkSecretKey}` },
  });
  expect(answer.status).toBe(200);
  await lab.api.sql("insert into public.tasks (name, org_id) values ('open', null)");
  await expect.poll(() => rowsOf(raw).length, PATIENTLY).toBe(1);
  await expect(identity.mintSessionToken("grace@example.com")).rejects.toThrow();
  await raw.next(([, , , event]) => event === "phx_close");
  await lab.api.sql("insert into public.tasks (name, org_id) values ('later', null)");
  await expect.poll(async () => rowsOf(raw).length, { timeout: 5_000 }).toBe(1);
}, 180_000);

test("the control: without row level security everybody hears foreign rows", async () => {
  const raw = await listen(await tokenOf(orgOf(0)));
  await lab.api.sql("alter table public.tasks disable row level security");
  await lab.api.sql("insert into public.tasks (name, org_id) values ('foreign', 'org_1')");
  await expect.poll(() => orgsOf(raw), PATIENTLY).toEqual(["org_1"]);
}, 120_000);
