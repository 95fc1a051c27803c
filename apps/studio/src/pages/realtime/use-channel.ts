// One channel, joined as somebody by the official client, and what comes on it. Joining another leaves the first.
import { RealtimeClient } from "@supabase/realtime-js";
import { useCallback, useEffect, useRef, useState } from "react";
import { callApi } from "../../api/call-api.ts";
import type { RealtimeAccess, RealtimeAccessInput } from "../../api/wire.ts";

export interface Joining {
  /** A user's id; absent for somebody who is signed out. */
  readonly as: string | undefined;
  readonly topic: string;
  readonly isPrivate: boolean;
  /** A table whose changes are listened to; absent: none. */
  readonly table: { readonly schema: string; readonly name: string } | undefined;
}

export interface ChannelEvent {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: "status" | "broadcast" | "presence" | "changes";
  readonly title: string;
  /** JSON, or words. */
  readonly text: string;
}

export interface OpenChannel {
  readonly status: "left" | "joining" | "joined" | "failed";
  readonly events: readonly ChannelEvent[];
  join(joining: Joining): Promise<void>;
  leave(): void;
  /** `ok` once it is on its way. */
  send(event: string, payload: object): Promise<string>;
}

/** Older ones are forgotten. */
const MOST_EVENTS = 200;

type Channel = ReturnType<RealtimeClient["channel"]>;

export function useChannel(): OpenChannel {
  const [status, setStatus] = useState<OpenChannel["status"]>("left");
  const [events, setEvents] = useState<readonly ChannelEvent[]>([]);
  const open = useRef<{ readonly client: RealtimeClient; readonly channel: Channel } | null>(null);
  const count = useRef(0);

  const add = useCallback((kind: ChannelEvent["kind"], title: string, text: string) => {
    count.current += 1;
    const event = { id: count.current, at: Date.now(), kind, title, text };
    setEvents((before) => [event, ...before].slice(0, MOST_EVENTS));
  }, []);

  const leave = useCallback(() => {
    const left = open.current;
    open.current = null;
    setStatus("left");
    void left?.client.disconnect();
  }, []);

  useEffect(() => leave, [leave]);

  async function join(joining: Joining): Promise<void> {
    leave();
    setStatus("joining");
    const { as } = joining;
    const body: RealtimeAccessInput = { as };
    const ask = () => callApi<RealtimeAccess>("/realtime/access", { body });
    const access = await ask();
    const client = new RealtimeClient(access.url, {
      params: { apikey: access.apiKey },
      // A token lives a minute: each time that the client asks, there is a fresh one.
      ...(access.token === null ? {} : { accessToken: async () => (await ask()).token }),
    });
    await client.setAuth();
    const channel = listen(client, joining, add);
    open.current = { client, channel };
    const isOpen = () => open.current?.channel === channel;
    channel.subscribe((state, error) => {
      if (!isOpen()) return;
      setStatus(state === "SUBSCRIBED" ? "joined" : "failed");
      add("status", STATES[state] ?? state, error?.message ?? "");
      // It would be tried for ever.
      if (state === "CHANNEL_ERROR") void client.disconnect();
      else if (state === "SUBSCRIBED") void channel.track({ from: "Rowlock Studio" });
    });
  }

  async function send(event: string, payload: object): Promise<string> {
    return (await open.current?.channel.send({ type: "broadcast", event, payload })) ?? "closed";
  }

  return { status, events, join, leave, send };
}

const STATES: Readonly<Record<string, string>> = {
  SUBSCRIBED: "joined",
  CHANNEL_ERROR: "refused",
  TIMED_OUT: "no answer",
  CLOSED: "closed",
};

type Add = (kind: ChannelEvent["kind"], title: string, text: string) => void;

function listen(client: RealtimeClient, { topic, isPrivate, table }: Joining, add: Add): Channel {
  const channel = client.channel(topic, {
    config: { private: isPrivate, broadcast: { self: true, ack: false } },
  });
  channel
    .on("broadcast", { event: "*" }, ({ event, payload }) =>
      add("broadcast", String(event), JSON.stringify(payload)),
    )
    .on("presence", { event: "join" }, ({ key, newPresences }) =>
      add("presence", `${key} came`, JSON.stringify(newPresences)),
    )
    .on("presence", { event: "leave" }, ({ key }) => add("presence", `${key} left`, ""))
    .on("system", {}, (said: { readonly message?: string }) =>
      add("status", "system", said.message ?? JSON.stringify(said)),
    );
  if (table !== undefined) {
    channel.on(
      "postgres_changes",
      { event: "*", schema: table.schema, table: table.name },
      ({ eventType, new: row, old, errors }) =>
        add("changes", eventType, JSON.stringify({ new: row, old, ...(errors ? { errors } : {}) })),
    );
  }
  return channel;
}
