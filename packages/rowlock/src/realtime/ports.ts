// What the channels of realtime ask of the log: changes of published tables, each only for whom PostgreSQL lets see the
// row, and the rows of realtime.messages. The channels know nothing of slots, the log nothing of sockets.
import type { VerifiedToken } from "../tokens/verified-token.ts";

/** One of the `postgres_changes` that a client joined with, its fields as they were sent. */
export interface ChangeBinding {
  /** Names it to the client; equal parameters have equal ids. */
  readonly id: number;
  readonly event: string;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly filter?: string | undefined;
  readonly select?: readonly string[] | undefined;
}

/** One object for all who are told the same. */
export interface ChangeMessage {
  /** Of all the subscription's bindings that match. */
  readonly ids: readonly number[];
  /** The change as JSON text. */
  readonly data: string;
}

/** INVARIANT: neither method throws, waits, or calls back into the feed. */
export interface ChangeSubscriber {
  deliver(message: ChangeMessage): void;
  /** The words for the client, as they go into `system`. */
  status(status: "ok" | "error", message: string): void;
}

export interface ChangeSubscription {
  /** From the next check on the rows are those that this token may see. */
  setHearer(hearer: VerifiedToken): void;
  /** Nothing is delivered afterwards. */
  close(): void;
}

/** A row that was committed into realtime.messages. */
export interface StoredMessage {
  readonly id: string;
  readonly topic: string;
  readonly event: string;
  readonly private: boolean;
  /** JSON text. */
  readonly payload: string | null;
  readonly binaryPayload: Buffer | null;
}

export interface ChangeSubscribeOptions {
  /** At least one. */
  readonly bindings: readonly ChangeBinding[];
  readonly hearer: VerifiedToken;
  readonly subscriber: ChangeSubscriber;
}

export interface ChangeFeed {
  /** Bad parameters are told to the subscriber, later; it never throws. */
  subscribe(options: ChangeSubscribeOptions): ChangeSubscription;
  /** Calls for each broadcast of realtime.messages in the order of commits; gives what ends it. */
  onMessage(listener: (message: StoredMessage) => void): () => void;
  /** Settles when the log is being read; rejects when it can't be, with a RowlockError that says what to do. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}
