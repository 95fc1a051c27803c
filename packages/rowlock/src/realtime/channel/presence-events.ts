// A client's `track` and `untrack`. Each is answered; more than a few in half a minute end the channel, as on hosted.
import { Refusal } from "../refusal.ts";
import type { TextFrame } from "../wire/frame.ts";
import { isRecord } from "./join-config.ts";
import { callerOf, type Joined, maySpeak, reply } from "./joined.ts";

/** Presence events of one channel in `WINDOW` milliseconds. */
const MOST = 5;
const WINDOW = 30_000;
/** Characters of what somebody tells of themselves. */
const MOST_TRACKED = 3_000_000;

export interface PresenceEvents {
  /** @throws Refusal that ends the channel */
  take(frame: TextFrame): Promise<void>;
}

export function createPresenceEvents(joined: Joined, key: string): PresenceEvents {
  const { services, room, member, hears, config } = joined;
  let times: readonly number[] = [];

  function countEvent(): void {
    const now = services.now();
    times = [...times.filter((time) => now - time < WINDOW), now];
    if (times.length > MOST) throw new Refusal("PresenceRateLimitReached");
  }

  /** Who did not ask for presence at the join is asked about it now. */
  async function learnToHear(): Promise<void> {
    if (!config.private || hears.has("presence") || config.presence.enabled) return;
    const heard = await services.rights.mayHear(callerOf(joined), ["presence"]);
    if (heard.has("presence")) hears.add("presence");
  }

  async function track(frame: TextFrame, payload: unknown): Promise<void> {
    if (!isRecord(payload)) {
      const response = { reason: "Presence track payload must be a map" };
      reply(joined, { ref: frame.ref, status: "error", response });
      return;
    }
    if (JSON.stringify(payload).length > MOST_TRACKED) throw new Refusal("TrackMessageTooLarge");
    if (!(await maySpeak(joined, "presence"))) {
      reply(joined, { ref: frame.ref, status: "error" });
      return;
    }
    await learnToHear();
    if (!room.has(member)) return;
    room.tell(room.presence.track(member, { key, payload }));
    reply(joined, { ref: frame.ref, status: "ok" });
  }

  return {
    async take(frame) {
      countEvent();
      const { event, payload } = isRecord(frame.payload) ? frame.payload : {};
      if (event === "track") {
        await track(frame, payload ?? {});
        return;
      }
      if (event === "untrack") room.tell(room.presence.untrack(member));
      reply(joined, { ref: frame.ref, status: "ok" });
    },
  };
}
