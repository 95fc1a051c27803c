// Who is on which topic. A topic's public channel and its private one are two rooms, and neither hears the other.
import type { Extension } from "../rights/topic-rights.ts";
import type { ServerMessage } from "../wire/server-message.ts";
import { createPresence, type Presence, type PresenceChange } from "./presence.ts";

export interface RoomName {
  /** Without `realtime:`. */
  readonly topic: string;
  readonly isPrivate: boolean;
}

export interface Member {
  /** A message of the room, for whoever may hear its kind. `id`: that of its row in realtime.messages. */
  hear(extension: Extension, message: ServerMessage, id?: string): void;
}

export interface Room {
  has(member: Member): boolean;
  readonly presence: Presence<Member>;
  /** To everybody in it; `except` is whoever does not want to hear themselves. */
  send(extension: Extension, message: ServerMessage, about?: SendOptions): void;
  tell(change: PresenceChange | undefined): void;
}

export interface SendOptions {
  readonly except?: Member | undefined;
  readonly id?: string | undefined;
}

export interface Rooms {
  enter(name: RoomName, member: Member): Room;
  /** Takes their presence along, and tells the others. */
  leave(name: RoomName, member: Member): void;
  /** Undefined: nobody is there. */
  find(name: RoomName): Room | undefined;
}

interface KeptRoom extends Room {
  readonly members: Set<Member>;
}

export interface RoomsOptions {
  /** Short and unlike any other. */
  readonly newRef: () => string;
  /** Writes what joined and left for the members of a topic. */
  readonly presenceMessage: (topic: string, change: PresenceChange) => ServerMessage;
}

export function createRooms({ newRef, presenceMessage }: RoomsOptions): Rooms {
  const rooms = new Map<string, KeptRoom>();

  function open({ topic }: RoomName): KeptRoom {
    const members = new Set<Member>();
    const room: KeptRoom = {
      members,
      has: (member) => members.has(member),
      presence: createPresence<Member>(newRef),
      send(extension, message, { except, id } = {}) {
        for (const member of members) if (member !== except) member.hear(extension, message, id);
      },
      tell(change) {
        if (change !== undefined) room.send("presence", presenceMessage(topic, change));
      },
    };
    return room;
  }

  return {
    enter(name, member) {
      const key = keyOf(name);
      const room = rooms.get(key) ?? open(name);
      rooms.set(key, room);
      room.members.add(member);
      return room;
    },
    leave(name, member) {
      const key = keyOf(name);
      const room = rooms.get(key);
      if (room === undefined || !room.members.delete(member)) return;
      room.tell(room.presence.untrack(member));
      if (room.members.size === 0) rooms.delete(key);
    },
    find: (name) => rooms.get(keyOf(name)),
  };
}

function keyOf({ topic, isPrivate }: RoomName): string {
  return `${isPrivate ? "private" : "public"}:${topic}`;
}
