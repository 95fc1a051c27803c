// What channels have of the server, and what a channel has of its connection.
import type { BatchRunner } from "../../database/batch/batch.ts";
import type { ChangeFeed } from "../ports.ts";
import type { TokenCheck } from "../rights/token-check.ts";
import type { TopicRights } from "../rights/topic-rights.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { ServerMessage } from "../wire/server-message.ts";

export interface ChannelServices {
  readonly rooms: Rooms;
  readonly rights: TopicRights;
  readonly check: TokenCheck;
  readonly feed: ChangeFeed;
  /** The runner whose login may become this role. */
  readonly runner: (role: string) => BatchRunner;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A fresh UUID. */
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
}

export interface ChannelHost {
  readonly isOpen: boolean;
  /** The API key that it came with: who joins without a token is whom it stands for. */
  readonly apiKey: string;
  /** The headers that begin with x-, as a JSON object. */
  readonly headers: string;
  send(message: ServerMessage): void;
  /** Cuts the connection off. */
  drop(): void;
  /** The channel of this topic ended by itself. */
  forget(topic: string): void;
}
