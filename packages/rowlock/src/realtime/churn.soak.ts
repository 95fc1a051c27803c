// Clients that come, go, change who they are and are killed, over real sockets, for as long as ROWLOCK_CHURN_MINUTES says
// (30): the process's heap stays flat, the slot is never more than 64 MB behind, nobody hears a foreign row, and who stays
// misses none of their own.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  openRawSocket,
  type RawSocket,
  type RealtimeLab,
  type ReceivedMessage,
  startRealtimeLab,
} from "../../test/realtime-lab.ts";
import { createTestClerk, TEAMS, type Team, type TestClerk } from "../../test/test-clerk.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const MINUTES = Number(process.env.ROWLOCK_CHURN_MINUTES ?? 30);
const MOST_BEHIND = 64 * 1024 * 1024;
/** Megabytes that the heap may grow by, after the first tenth of the time. */
const MOST_GROWTH = 64;
const PASSING = 50;
const TEAM_NAMES: readonly Team[] = ["red", "blue"];

let lab: RealtimeLab;
let clerk: TestClerk;

beforeAll(async () => {
  lab = await startRealtimeLab(TEAMS);
  clerk = await createTestClerk(lab);
});
afterAll(() => lab?.close());

const tokenOf = (team: Team) => clerk.signIn("ada", { team }).getToken({ template: "supabase" });

interface Listener {
  readonly raw: RawSocket;
  /** Changes as often as it takes another token. */
  team: Team;
}

async function listen(team: Team): Promise<Listener> {
  // Not by the lab, which keeps every socket to its end.
  const raw = await openRawSocket(
    `${lab.url.replace("http", "ws")}/realtime/v1/websocket?apikey=${lab.api.stack.appKeys().anonKey}&vsn=2.0.0`,
  );
  const config = { postgres_changes: [{ event: "INSERT", schema: "public", table: "tasks" }] };
  await raw.join("tasks", { config, access_token: await tokenOf(team) });
  return { raw, team };
}

interface TaskChange {
  readonly data: { readonly record: { readonly name: string; readonly org_id: string } };
}

function recordsOf({ raw }: Listener): readonly TaskChange["data"]["record"][] {
  return (raw.received as readonly ReceivedMessage[]).flatMap(([, , , event, payload]) =>
    event === "postgres_changes" ? (payload as unknown as TaskChange).data.record : [],
  );
}

async function bytesBehind(): Promise<number> {
  const { rows } = await lab.api.sql(
    "select coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)), 0)::float8 as behind from pg_replication_slots",
  );
  return rows[0].behind;
}

test(
  `${MINUTES} minutes of coming and going`,
  async () => {
    const stays = { red: await listen("red"), blue: await listen("blue") };
    for (const { raw } of Object.values(stays)) {
      await raw.next(([, , , event, payload]) => event === "system" && payload.status === "ok");
    }
    const end = Date.now() + MINUTES * 60_000;
    const settled = Date.now() + MINUTES * 6_000;
    const passing: Listener[] = [];
    const made = { red: 0, blue: 0 };
    const counted = { red: 0, blue: 0 };
    let renewed = Date.now();
    let base = 0;
    let most = 0;
    let behind = 0;

    /** Counts what has come, and keeps none of it. */
    const drain = (team: Team) => {
      const all = recordsOf(stays[team]);
      for (const record of all) expect(record.org_id).toBe(clerk.teams[team]);
      counted[team] += all.length;
      (stays[team].raw.received as unknown[]).length = 0;
    };

    for (let turn = 0; Date.now() < end; turn += 1) {
      const team = TEAM_NAMES[turn % 2] ?? "red";
      await lab.api.sql("insert into public.tasks (name, org_id) values ($1, $2)", [
        `task ${turn}`,
        clerk.teams[team],
      ]);
      made[team] += 1;
      passing.push(await listen(team));
      if (passing.length > PASSING) leaveSomehow(passing.shift(), turn);
      const changing = passing[turn % passing.length];
      if (changing !== undefined && turn % 5 === 0) {
        const access_token = await tokenOf(team);
        changing.raw.send(["1", null, "realtime:tasks", "access_token", { access_token }]);
        changing.team = team;
      }
      if (Date.now() - renewed > 20_000) {
        renewed = Date.now();
        for (const [name, { raw }] of Object.entries(stays)) {
          const access_token = await tokenOf(name as Team);
          raw.send(["1", null, "realtime:tasks", "access_token", { access_token }]);
          raw.send([null, "beat", "phoenix", "heartbeat", {}]);
        }
      }
      if (turn % 20 === 0) {
        for (const name of TEAM_NAMES) drain(name);
        behind = Math.max(behind, await bytesBehind());
        collectGarbage();
        const heap = process.memoryUsage().heapUsed / 1e6;
        if (Date.now() < settled || base === 0) base = Math.max(base, heap);
        else most = Math.max(most, heap);
      }
    }
    await expect
      .poll(
        () => {
          for (const name of TEAM_NAMES) drain(name);
          return counted;
        },
        { timeout: 60_000 },
      )
      .toEqual(made);
    for (const { raw } of [...passing, ...Object.values(stays)]) raw.socket.terminate();
    expect(behind).toBeLessThan(MOST_BEHIND);
    process.stdout.write(
      `${made.red + made.blue} changes; heap ${base.toFixed(0)} MB, then at most ${most.toFixed(0)} MB; the slot at most ${(behind / 1e6).toFixed(1)} MB behind\n`,
    );
    expect(most - base).toBeLessThan(MOST_GROWTH);
  },
  MINUTES * 60_000 + 300_000,
);

/** Leaves, closes, or is gone without a word. */
function leaveSomehow(leaving: Listener | undefined, turn: number): void {
  if (leaving === undefined) return;
  const { raw } = leaving;
  if (turn % 3 === 0) raw.send(["1", "9", "realtime:tasks", "phx_leave", {}]);
  if (turn % 3 === 1) raw.socket.terminate();
  else raw.socket.close();
}
