// From `phx_join` to a joined channel: token, right to hear, room, answer, and then what is told of before anything that
// comes live.
import { Refusal } from "../refusal.ts";
import type { Extension } from "../rights/topic-rights.ts";
import type { Member } from "../rooms/rooms.ts";
import { type TextFrame, TOPIC_PREFIX } from "../wire/frame.ts";
import { broadcastMessage, type ServerMessage } from "../wire/server-message.ts";
import { readBindings } from "./change-bindings.ts";
import { changeMessage } from "./change-messages.ts";
import { type Channel, createChannel } from "./channel.ts";
import type { ChannelHost, ChannelServices } from "./channel-services.ts";
import { type JoinConfig, readJoin } from "./join-config.ts";
import { callerOf, type Joined, push, pushSystem, reply } from "./joined.ts";
import { loadReplay, type ReplayedMessage, readReplay } from "./replay.ts";
import { type TokenWatch, watchToken } from "./token-watch.ts";

export interface JoinOptions {
  readonly services: ChannelServices;
  readonly host: ChannelHost;
}

/** Undefined: the client left meanwhile. @throws Refusal */
export async function joinChannel(
  frame: TextFrame,
  { services, host }: JoinOptions,
): Promise<Channel | undefined> {
  const name = frame.topic.slice(TOPIC_PREFIX.length);
  if (name === "") throw new Refusal("TopicNameRequired");
  const request = readJoin(frame.payload);
  const { config } = request;
  const replay = readReplay(config.broadcast.replay, config.private);
  const text = request.token ?? host.apiKey;
  const checked = await services.check(text);
  const caller = { token: checked.token, topic: name, headers: host.headers };
  const hears = config.private
    ? await services.rights.mayHear(caller, extensionsOf(config))
    : new Set<Extension>(["broadcast", "presence"]);
  if (hears.size === 0) throw new Refusal("Unauthorized", name);
  if (!host.isOpen) return undefined;

  const heard = new Set(hears);
  const held = holdBack(host, heard);
  const roomName = { topic: name, isPrivate: config.private };
  const room = services.rooms.enter(roomName, held.member);
  const replayed = await (replay !== undefined && hears.has("broadcast")
    ? loadReplay(replay, { caller, runner: services.runner })
    : Promise.resolve([])
  ).catch((error: unknown) => {
    services.rooms.leave(roomName, held.member);
    throw error;
  });
  if (!host.isOpen) {
    services.rooms.leave(roomName, held.member);
    return undefined;
  }
  let channel: Channel | undefined;
  const watch: TokenWatch = watchToken({
    ...services,
    text,
    checked,
    onEnd: (refusal) => channel?.end(refusal),
  });
  const { topic, joinRef } = frame;
  const joined: Joined = {
    services,
    host,
    topic,
    name,
    joinRef,
    config,
    room,
    member: held.member,
    watch,
    hears: heard,
    speaks: new Map(),
  };
  channel = welcome(joined, { frame, replayed });
  held.release(new Set(replayed.map(({ id }) => id)));
  return channel;
}

function extensionsOf({ presence }: JoinConfig): readonly Extension[] {
  return presence.enabled ? ["broadcast", "presence"] : ["broadcast"];
}

/** Messages that may come while what is replayed is read. */
const MOST_HELD = 1_000;

interface HeldBack {
  readonly member: Member;
  /** From now on messages go out, those that waited first; none that was replayed. */
  release(replayed: ReadonlySet<string>): void;
}

/** In the room from the start, so that nothing is missed between what is replayed and what is live. */
function holdBack(host: ChannelHost, hears: ReadonlySet<Extension>): HeldBack {
  type Waiting = readonly [extension: Extension, message: ServerMessage, id: string | undefined];
  let waiting: Waiting[] | undefined = [];
  let known: ReadonlySet<string> = new Set();
  const member: Member = {
    hear(extension, message, id) {
      if (waiting !== undefined) {
        waiting.push([extension, message, id]);
        if (waiting.length > MOST_HELD) host.drop();
      } else if (hears.has(extension) && !(id !== undefined && known.has(id))) host.send(message);
    },
  };
  return {
    member,
    release(replayed) {
      known = replayed;
      const before = waiting ?? [];
      waiting = undefined;
      for (const [extension, message, id] of before) member.hear(extension, message, id);
    },
  };
}

interface Welcome {
  readonly frame: TextFrame;
  readonly replayed: readonly ReplayedMessage[];
}

function welcome(joined: Joined, { frame, replayed }: Welcome): Channel {
  const { config, services, hears, room } = joined;
  const { echo, bindings } = readBindings(config.postgres_changes);
  reply(joined, { ref: frame.ref, status: "ok", response: { postgres_changes: echo } });
  const isIn = () => room.has(joined.member);
  const changes =
    bindings.length === 0
      ? undefined
      : services.feed.subscribe({
          bindings,
          hearer: callerOf(joined).token,
          subscriber: {
            deliver(change) {
              if (isIn()) joined.host.send(changeMessage(change, joined));
            },
            status(status, message) {
              if (isIn()) pushSystem(joined, { extension: "postgres_changes", status, message });
            },
          },
        });
  if (config.presence.enabled && hears.has("presence")) {
    const payload = JSON.stringify(room.presence.state());
    push(joined, { event: "presence_state", payload });
  }
  for (const message of replayed) pushReplayed(joined, message);
  if (config.broadcast.replication_ready) tellWhenReady(joined);
  return createChannel({ joined, changes });
}

function pushReplayed({ host, topic }: Joined, message: ReplayedMessage): void {
  const meta = { replayed: true, id: message.id };
  host.send(broadcastMessage({ ...message, topic, meta }));
}

function tellWhenReady(joined: Joined): void {
  const tell = (status: "ok" | "error", message: string) => {
    if (joined.room.has(joined.member))
      pushSystem(joined, { extension: "system", status, message });
  };
  joined.services.feed.ready.then(
    () => tell("ok", "Replication connection established"),
    (error: unknown) => tell("error", error instanceof Error ? error.message : String(error)),
  );
}
