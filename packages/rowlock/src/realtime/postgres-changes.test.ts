// Postgres changes by the official client over a real socket, with Clerk's tokens in both forms and both protocol
// versions: what a person writes by the Data API reaches who may see it.
import type { RealtimePostgresChangesPayload, SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../../test/feed-lab.ts";
import {
  type Protocol,
  REALTIME_POLICIES,
  type RealtimeLab,
  startRealtimeLab,
  type TokenForm,
} from "../../test/realtime-lab.ts";

const SCHEMA = `${REALTIME_POLICIES}
create table public.tasks (
  id bigint primary key generated always as identity, user_id text not null default (auth.jwt()->>'sub'), title text
);
grant select, insert, update, delete on public.tasks to authenticated;
alter table public.tasks enable row level security;
create policy own on public.tasks to authenticated
  using ((select auth.jwt()->>'sub') = user_id) with check ((select auth.jwt()->>'sub') = user_id);
alter publication supabase_realtime add table public.tasks;
create function public.tell() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform realtime.broadcast_changes('room:' || new.user_id, tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
  return null;
end $$;
create trigger told after insert on public.tasks for each row execute function public.tell();
`;

interface Task {
  readonly id: number;
  readonly user_id: string;
  readonly title: string;
}

type Change = RealtimePostgresChangesPayload<Task>;

let lab: RealtimeLab;

beforeAll(async () => {
  lab = await startRealtimeLab({ migration: SCHEMA });
});
afterAll(() => lab?.close());

interface Listening {
  readonly changes: Change[];
  readonly system: { readonly status: string; readonly message: string }[];
}

async function listen(client: SupabaseClient, filter: object = {}): Promise<Listening> {
  const changes: Change[] = [];
  const system: Listening["system"] = [];
  client
    .channel("changes")
    .on("system", {}, (payload) => system.push(payload))
    .on<Task>(
      "postgres_changes",
      { event: "*", schema: "public", table: "tasks", ...filter },
      (change) => changes.push(change),
    )
    .subscribe();
  await eventually(() => system.length > 0, "the system message");
  return { changes, system };
}

const SHAPES: readonly (readonly [Protocol, TokenForm])[] = [
  ["1.0.0", "template"],
  ["2.0.0", "session"],
];

describe.each(SHAPES)("version %s, a token of the %s", (vsn, form) => {
  test("postgres_changes reach who sees the row, and nobody else", async () => {
    const ada = await lab.as("ada", { vsn, form });
    const grace = await lab.as("grace", { vsn, form });
    const [own, others] = [await listen(ada), await listen(grace)];
    expect(own.system[0]).toMatchObject({
      extension: "postgres_changes",
      status: "ok",
      message: "Subscribed to PostgreSQL",
      channel: "changes",
    });
    const { data } = await ada
      .from("tasks")
      .insert({ title: "mine" })
      .select()
      .single()
      .throwOnError();
    await grace.from("tasks").insert({ title: "hers" }).throwOnError();
    await ada.from("tasks").update({ title: "changed" }).eq("id", data.id);
    await ada.from("tasks").delete().eq("id", data.id);
    await eventually(() => own.changes.length === 3 && others.changes.length === 2, "changes");
    expect(own.changes.map(({ eventType, new: row, old }) => ({ eventType, row, old }))).toEqual([
      { eventType: "INSERT", row: data, old: {} },
      { eventType: "UPDATE", row: { ...data, title: "changed" }, old: { id: data.id } },
      { eventType: "DELETE", row: {}, old: { id: data.id } },
    ]);
    // Of Ada's row Grace is told the deletion alone, by its key.
    expect(others.changes.map(({ eventType, new: row }) => [eventType, row])).toEqual([
      ["INSERT", expect.objectContaining({ title: "hers", user_id: lab.ids.grace })],
      ["DELETE", {}],
    ]);
    await Promise.all([ada.removeAllChannels(), grace.removeAllChannels()]);
  });

  test("a filter that does not fit is told by the system message", async () => {
    const ada = await lab.as("ada", { vsn, form });
    const { system } = await listen(ada, { filter: "nothing=eq.1" });
    expect(system[0]).toMatchObject({
      status: "error",
      message: expect.stringContaining("invalid column for filter nothing"),
    });
    await ada.removeAllChannels();
  });

  test("broadcast_changes of a trigger reaches its private topic", async () => {
    const ada = await lab.as("ada", { vsn, form });
    const heard: unknown[] = [];
    const channel = ada
      .channel(`room:${lab.ids.ada}`, { config: { private: true } })
      .on("broadcast", { event: "INSERT" }, ({ payload }) => heard.push(payload));
    await new Promise<void>((resolve) => {
      channel.subscribe((status) => status === "SUBSCRIBED" && resolve());
    });
    const probe = setInterval(
      () =>
        void ada
          .from("tasks")
          .insert({ title: "told" })
          .then(() => {}),
      500,
    );
    await eventually(() => heard.length > 0, "a broadcast of the database");
    clearInterval(probe);
    expect(heard[0]).toMatchObject({
      operation: "INSERT",
      table: "tasks",
      schema: "public",
      record: { title: "told", user_id: lab.ids.ada },
      old_record: null,
    });
    await ada.removeAllChannels();
  });
});
