// One channel of one connection while it is joined: its names, its settings and what it knows of its rights.
import type { Extension, TopicCaller } from "../rights/topic-rights.ts";
import type { Member, Room } from "../rooms/rooms.ts";
import { textMessage } from "../wire/server-message.ts";
import type { ChannelHost, ChannelServices } from "./channel-services.ts";
import type { JoinConfig } from "./join-config.ts";
import type { TokenWatch } from "./token-watch.ts";

export interface Joined {
  readonly services: ChannelServices;
  readonly host: ChannelHost;
  /** As on the wire. */
  readonly topic: string;
  /** Without `realtime:`. */
  readonly name: string;
  readonly joinRef: string | null;
  readonly config: JoinConfig;
  readonly room: Room;
  readonly member: Member;
  readonly watch: TokenWatch;
  /** What it may hear. */
  readonly hears: Set<Extension>;
  /** What was asked since the last token. */
  readonly speaks: Map<Extension, boolean>;
}

export function callerOf({ host, watch, name }: Joined): TopicCaller {
  return { token: watch.checked.token, topic: name, headers: host.headers };
}

/** Whether its messages of a kind go on; on a private channel asked once for each token. */
export function maySpeak(joined: Joined, extension: Extension): boolean | Promise<boolean> {
  const { services, speaks, config } = joined;
  if (!config.private) return true;
  const known = speaks.get(extension);
  if (known !== undefined) return known;
  return services.rights.maySpeak(callerOf(joined), extension).then((may) => {
    speaks.set(extension, may);
    return may;
  });
}

type Addressed = Pick<Joined, "host" | "topic" | "joinRef">;

export interface Reply {
  readonly ref: string | null;
  readonly status: "ok" | "error";
  readonly response?: object;
}

export function reply(
  { host, topic, joinRef }: Addressed,
  { ref, status, response = {} }: Reply,
): void {
  const payload = JSON.stringify({ status, response });
  host.send(textMessage({ topic, event: "phx_reply", payload, ref, joinRef }));
}

export interface Push {
  readonly event: string;
  /** JSON text. */
  readonly payload: string;
}

export function push({ host, topic, joinRef }: Addressed, { event, payload }: Push): void {
  host.send(textMessage({ topic, event, payload, joinRef }));
}

export interface SystemWords {
  readonly extension: "system" | "postgres_changes";
  readonly status: "ok" | "error";
  readonly message: string;
}

export function pushSystem(joined: Addressed & Pick<Joined, "name">, words: SystemWords): void {
  const payload = JSON.stringify({ ...words, channel: joined.name });
  push(joined, { event: "system", payload });
}

/** Tells the client that this join is over; `phx_error` has it join again. */
export function pushEnd(
  { host, topic, joinRef }: Addressed,
  event: "phx_close" | "phx_error",
): void {
  host.send(textMessage({ topic, event, payload: "{}", ref: joinRef, joinRef }));
}
