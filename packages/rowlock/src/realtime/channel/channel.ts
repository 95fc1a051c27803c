// A joined channel: what its client sends, what its room and the log bring, and its end. Whatever it waits for, the
// connection's line gives it its client's messages one after the other.

import type { ChangeSubscription } from "../ports.ts";
import { Refusal } from "../refusal.ts";
import type { ClientFrame, TextFrame } from "../wire/frame.ts";
import { takeBroadcast } from "./broadcast-events.ts";
import { isRecord, personsToken } from "./join-config.ts";
import { callerOf, type Joined, pushEnd, pushSystem, reply } from "./joined.ts";
import { createPresenceEvents } from "./presence-events.ts";

export interface Channel {
  readonly joinRef: string | null;
  /** Rejects with what nobody foresaw, and with a Refusal of the database's. */
  take(frame: ClientFrame): void | Promise<void>;
  /** Leaves without a word. */
  leave(): void;
  /** Says why, and ends. */
  end(refusal: Refusal): void;
}

export interface ChannelOptions {
  readonly joined: Joined;
  readonly changes: ChangeSubscription | undefined;
}

export function createChannel({ joined, changes }: ChannelOptions): Channel {
  const { services, host, topic, name, joinRef, config, watch } = joined;
  const presence = createPresenceEvents(joined, config.presence.key || services.newId());
  let isOver = false;

  function leave(): void {
    if (isOver) return;
    isOver = true;
    watch.stop();
    changes?.close();
    services.rooms.leave({ topic: name, isPrivate: config.private }, joined.member);
  }

  function end(refusal: Refusal): void {
    if (isOver) return;
    leave();
    pushSystem(joined, { extension: "system", status: "error", message: refusal.message });
    pushEnd(joined, "phx_close");
    host.forget(topic);
  }

  async function takeToken(payload: unknown): Promise<void> {
    const text = personsToken(isRecord(payload) ? payload.access_token : undefined);
    if (text === undefined || text === watch.text) return;
    watch.take(text, await services.check(text));
    joined.speaks.clear();
    if (config.private) await askAgain();
    changes?.setHearer(watch.checked.token);
  }

  async function askAgain(): Promise<void> {
    const asks = config.presence.enabled || joined.hears.has("presence");
    const heard = await services.rights.mayHear(
      callerOf(joined),
      asks ? ["broadcast", "presence"] : ["broadcast"],
    );
    if (heard.size === 0) throw new Refusal("NoLongerAuthorized", name);
    joined.hears.clear();
    for (const extension of heard) joined.hears.add(extension);
  }

  function takeText(frame: TextFrame): void | Promise<void> {
    switch (frame.event) {
      case "presence":
        return presence.take(frame);
      case "access_token":
        return takeToken(frame.payload);
      case "phx_leave":
        leave();
        reply(joined, { ref: frame.ref, status: "ok" });
        pushEnd(joined, "phx_close");
        host.forget(topic);
        return;
      default:
        return;
    }
  }

  return {
    joinRef,
    take(frame) {
      // What was sent to an earlier join of this topic.
      if (isOver || (frame.joinRef !== null && frame.joinRef !== joinRef)) return;
      if (frame.event === "broadcast" || frame.kind === "broadcast") {
        return takeBroadcast(joined, frame);
      }
      return takeText(frame);
    },
    leave,
    end,
  };
}
