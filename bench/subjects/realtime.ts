// Realtime of a whole stack: a table whose rows each have one owner, or none and are then everybody's.
import { execFile } from "node:child_process";
import { createSecretKey } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { signToken } from "../../packages/rowlock/src/tokens/sign/sign-token.ts";
import type { SocketPlan } from "../load/socket-messages.ts";
import { startBenchStack } from "./stack.ts";

export interface RealtimeSubject {
  readonly pid: number;
  readonly database: number;
  readonly port: number;
  /** Of the database's owner. */
  readonly pool: pg.Pool;
  /** Somebody who hears of the table's rows, each with claims of their own. */
  subscriber(person: number, about?: { readonly ownOnly: boolean }): Promise<SocketPlan>;
  /** Somebody on a public channel of broadcasts. */
  member(): SocketPlan;
  token(person: number): Promise<string>;
  /** How many replication slots there are. */
  slots(): Promise<number>;
  stop(): Promise<void>;
}

export const nameOf = (person: number) => `user_${String(person).padStart(6, "0")}`;
const TOPIC = "realtime:bench";
const DAY = 86_400;
const run = promisify(execFile);

export async function openRealtimeSubject(dist: string): Promise<RealtimeSubject> {
  const stack = await startBenchStack({ dist, people: 1, files: FILES });
  try {
    const { directory, api } = stack;
    const project = ["--dir", directory, "--port-base", String(api.port)];
    const { stdout } = await run(process.execPath, [
      join(dist, "rowlock.js"),
      ...["env", "--json", ...project],
    ]);
    const environment: Record<string, string> = JSON.parse(stdout);
    const pool = new pg.Pool({ connectionString: environment.SUPABASE_DB_URL, max: 4 });
    const key = createSecretKey(environment.SUPABASE_JWT_SECRET ?? "", "utf8");
    const apikey = environment.SUPABASE_KEY ?? "";
    const url = `ws://${api.host}:${api.port}/realtime/v1/websocket?apikey=${apikey}&vsn=2.0.0`;
    const token = (person: number) => {
      const now = Math.floor(Date.now() / 1000);
      return signToken({
        signingKey: { algorithm: "HS256", key },
        claims: { sub: nameOf(person), role: "authenticated", iat: now, exp: now + DAY },
      });
    };
    return {
      pid: stack.pid,
      database: stack.database,
      port: api.port,
      pool,
      token,
      async subscriber(person, { ownOnly } = { ownOnly: false }) {
        const changes = [{ event: "INSERT", schema: "public", table: "bench_tasks" }];
        const config = { postgres_changes: changes };
        return {
          url,
          join: joinMessage({ config, access_token: await token(person) }),
          readyBy: "Subscribed to PostgreSQL",
          own: ownOnly ? nameOf(person) : undefined,
        };
      },
      member: () => ({
        url,
        join: joinMessage({ config: { broadcast: { self: false } } }),
        readyBy: '"phx_reply"',
      }),
      async slots() {
        const { rows } = await pool.query("select count(*)::int from pg_replication_slots");
        return rows[0].count;
      },
      async stop() {
        await pool.end();
        await stack.stop();
      },
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

function joinMessage(payload: object): string {
  return JSON.stringify(["1", "1", TOPIC, "phx_join", payload]);
}

/** A broadcast of version 2.0.0, as the client sends it: what stands before and after the time. */
export function broadcastFrame(): { readonly head: string; readonly tail: string } {
  const [joinRef, ref, topic, event] = ["1", "2", TOPIC, "tick"].map((text) => Buffer.from(text));
  const texts = [joinRef, ref, topic, event].map((text) => text ?? Buffer.alloc(0));
  const head = Buffer.concat([
    Buffer.from([3, ...texts.map(({ length }) => length), 0, 1]),
    ...texts,
    Buffer.from('{"sent_at":'),
  ]);
  const tail = Buffer.from(`,"text":"${"x".repeat(100)}"}`);
  return { head: head.toString("base64"), tail: tail.toString("base64") };
}

const FILES = {
  "supabase/migrations/20250101000000_bench.sql": `
create table public.bench_tasks (
  id bigint primary key generated always as identity, user_id text, sent_at bigint not null, title text not null
);
alter table public.bench_tasks enable row level security;
grant select on public.bench_tasks to authenticated;
create policy own on public.bench_tasks for select to authenticated
  using (user_id is null or (select auth.jwt() ->> 'sub') = user_id);
alter publication supabase_realtime add table public.bench_tasks;
`,
};
