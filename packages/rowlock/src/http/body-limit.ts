// Keeps a body within its limits: its own, and the room that there is for all. A declared length is judged at once; a
// body without one is counted as it comes in, and cut off where it becomes too much.

import type { IncomingMessage } from "node:http";
import type { BodyShare } from "./body-budget.ts";

export interface BodyLimits {
  /** Bytes of this body. */
  readonly limit: number;
  /** What of the room for all bodies it has. */
  readonly share: BodyShare;
}

/** Why a body is not taken: larger than any may be, or no room for it now. */
export type BodyExcess = "too large" | "no room";

export interface LimitedRequest {
  readonly request: Request;
  /** Set once more came than is allowed: whatever the handler makes of it, that is the answer. */
  readonly excess: () => BodyExcess | undefined;
}

/** What a request says itself about its body. */
export function declaredExcess(
  { headers }: IncomingMessage,
  limits: BodyLimits,
): BodyExcess | undefined {
  return excessOf(Number(headers["content-length"] ?? 0), limits);
}

function excessOf(bytes: number, { limit, share }: BodyLimits): BodyExcess | undefined {
  if (bytes > limit) return "too large";
  return share.grow(bytes) ? undefined : "no room";
}

/** Whether a request has a body that does not declare its length. */
export function hasUnknownLength({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined;
}

/** Counts a body as it comes in. */
export function limitBody(request: Request, limits: BodyLimits): LimitedRequest {
  let received = 0;
  let excess: BodyExcess | undefined;
  const counted = request.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        excess = excessOf(received, limits);
        if (excess === undefined) controller.enqueue(chunk);
        else controller.error(new Error(`The body: ${excess}`));
      },
    }),
  );
  // A stream as a body needs `duplex`, which the types of fetch do not know yet.
  const init: RequestInit & { readonly duplex: "half" } = {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    body: counted ?? null,
    duplex: "half",
  };
  return { request: new Request(request.url, init), excess: () => excess };
}
