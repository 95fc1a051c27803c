// What the process that watches over workers and its workers say to each other.
import type { Reload } from "./serve-options.ts";

export type ToWorker =
  | { readonly kind: "reload"; readonly what: Reload }
  | { readonly kind: "stop" };

export type FromWorker =
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "ready"; readonly ready: boolean }
  | { readonly kind: "lost" };

const KINDS = ["reload", "stop", "listening", "ready", "lost"];

/** Whether a message is one of these: node:cluster sends its own on the same channel. */
export function isMessage<Message extends ToWorker | FromWorker>(value: unknown): value is Message {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    KINDS.includes(String(value.kind))
  );
}
