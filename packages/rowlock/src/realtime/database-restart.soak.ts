// PostgreSQL restarts under 500 sockets, as it does by itself when one of its processes is killed: nobody is cut off, and
// everybody hears what was committed before and after, once.
import { SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type RawSocket,
  type RealtimeLab,
  type ReceivedMessage,
  startRealtimeLab,
} from "../../test/realtime-lab.ts";
import { TEAMS } from "../../test/test-clerk.ts";
import { groupBy } from "../catalog/group-by.ts";

const SOCKETS = Number(process.env.ROWLOCK_RESTART_SOCKETS ?? 500);
const AT_ONCE = 20;
const PATIENTLY = { timeout: 300_000, interval: 500 };

let lab: RealtimeLab;

beforeAll(async () => {
  lab = await startRealtimeLab(TEAMS);
});
afterAll(() => lab?.close());

const orgOf = (person: number) => `org_${person}`;

async function listen(person: number): Promise<RawSocket> {
  const secret = new TextEncoder().encode(lab.api.stack.appKeys().jwtSecret);
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  const access_token = await new SignJWT({ role: "authenticated", org_id: orgOf(person), exp })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(secret);
  const raw = await lab.socket();
  const config = { postgres_changes: [{ event: "INSERT", schema: "public", table: "tasks" }] };
  await raw.join("tasks", { config, access_token });
  await raw.next(([, , , event, payload]) => event === "system" && payload.status === "ok");
  return raw;
}

interface Row {
  readonly id: number;
  readonly org_id: string;
}

function idsOf(raw: RawSocket): readonly number[] {
  return (raw.received as readonly ReceivedMessage[]).flatMap(([, , , event, payload]) =>
    event === "postgres_changes" ? (payload.data as { readonly record: Row }).record.id : [],
  );
}

/** One row for everybody; true once it was said to be kept. */
async function addForAll(): Promise<boolean> {
  try {
    await lab.api.sql(
      `insert into public.tasks (name, org_id) select 'a task', 'org_' || n from generate_series(0, ${SOCKETS - 1}) n`,
    );
    return true;
  } catch {
    return false;
  }
}

async function backend(): Promise<number> {
  const { rows } = await lab.api.sql("select pg_backend_pid() as pid");
  return rows[0].pid;
}

test(`${SOCKETS} sockets hear on after a restart of the database`, async () => {
  const sockets: RawSocket[] = [];
  for (let from = 0; from < SOCKETS; from += AT_ONCE) {
    const people = Array.from({ length: Math.min(AT_ONCE, SOCKETS - from) }, (_, n) => from + n);
    sockets.push(...(await Promise.all(people.map(listen))));
  }
  expect(await addForAll()).toBe(true);
  process.kill(await backend(), "SIGKILL");
  await expect.poll(addForAll, PATIENTLY).toBe(true);
  for (let turn = 0; turn < 5; turn += 1) await expect.poll(addForAll, PATIENTLY).toBe(true);

  // What the table holds is what was committed.
  const { rows } = await lab.api.sql("select id::int, org_id from public.tasks order by id");
  const expected = groupBy(rows as readonly Row[], ({ org_id }) => org_id);
  for (const [person, raw] of sockets.entries()) {
    const ids = expected.get(orgOf(person))?.map(({ id }) => id);
    await expect.poll(() => [...idsOf(raw)].sort((a, b) => a - b), PATIENTLY).toEqual(ids);
    expect(raw.socket.readyState).toBe(raw.socket.OPEN);
  }
}, 900_000);
