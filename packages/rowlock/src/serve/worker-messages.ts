// What the process that watches over workers and its workers say to each other.
import type { ServeMetrics } from "./metrics.ts";
import type { Reload } from "./serve-options.ts";

/** How a worker is. */
export interface WorkerReport {
  readonly isReady: boolean;
  readonly metrics: ServeMetrics;
  /** As JSON, where it was asked for and is known. */
  readonly schema: string | undefined;
}

export type ToWorker =
  | { readonly kind: "reload"; readonly what: Reload }
  | { readonly kind: "report"; readonly id: number; readonly withSchema: boolean };

export type FromWorker =
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "report"; readonly id: number; readonly report: WorkerReport }
  | { readonly kind: "lost" };

const KINDS = ["reload", "report", "listening", "lost"];

/** Whether a message is one of these: node:cluster sends its own on the same channel. */
export function isMessage<Message extends ToWorker | FromWorker>(value: unknown): value is Message {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    KINDS.includes(String(value.kind))
  );
}
