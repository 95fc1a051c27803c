// One message of a client, as plain data, whichever protocol version it came in.

/** 1.0.0: objects. 2.0.0: arrays, and broadcasts as bytes. */
export type ProtocolVersion = "1" | "2";

interface FrameHead {
  readonly joinRef: string | null;
  readonly ref: string | null;
  /** Whole, such as `realtime:room`. */
  readonly topic: string;
}

export interface TextFrame extends FrameHead {
  readonly kind: "text";
  readonly event: string;
  readonly payload: unknown;
}

/** A broadcast whose payload need not be looked at. */
export interface BroadcastFrame extends FrameHead {
  readonly kind: "broadcast";
  readonly event: string;
  readonly isJson: boolean;
  /** It asks to be kept for who comes later. */
  readonly asksToBeKept: boolean;
  readonly bytes: Buffer;
}

export type ClientFrame = TextFrame | BroadcastFrame;

/** What is no message of the protocol. Its words go to the client. */
export class FrameError extends Error {}

/** What begins the topic of every channel. */
export const TOPIC_PREFIX = "realtime:";
