// The topics that a client is on or is about to join, each with the line of its work. A client that sends faster than its
// work is done is not read from meanwhile.
import type { WebSocket } from "ws";
import type { Channel } from "../channel/channel.ts";
import { createLine, type Line } from "./line.ts";

export interface Place {
  readonly line: Line;
  channel: Channel | undefined;
}

export interface Places {
  readonly count: number;
  find(topic: string): Place | undefined;
  open(topic: string): Place;
  /** Its channel is over. */
  clear(topic: string): void;
  /** Leaves all channels. */
  leave(): void;
}

export interface PlacesOptions {
  readonly socket: Pick<WebSocket, "pause" | "resume" | "isPaused">;
  readonly onError: (error: unknown) => void;
}

/** Messages of one client that may wait for work under way. */
const MOST_WAITING = 100;

export function createPlaces({ socket, onError }: PlacesOptions): Places {
  const places = new Map<string, Place>();
  let waiting = 0;

  function onWaiting(change: 1 | -1): void {
    waiting += change;
    if (waiting >= MOST_WAITING) socket.pause();
    else if (socket.isPaused) socket.resume();
  }

  function tidy(topic: string): void {
    const place = places.get(topic);
    if (place?.channel === undefined && place?.line.isIdle) places.delete(topic);
  }

  return {
    get count() {
      return places.size;
    },
    find: (topic) => places.get(topic),
    open(topic) {
      const line = createLine({ onWaiting, onError, onIdle: () => tidy(topic) });
      const place: Place = { channel: undefined, line };
      places.set(topic, place);
      return place;
    },
    clear(topic) {
      const place = places.get(topic);
      if (place === undefined) return;
      place.channel = undefined;
      tidy(topic);
    },
    leave() {
      for (const { channel } of places.values()) channel?.leave();
      places.clear();
    },
  };
}
