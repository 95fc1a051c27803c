// Keeps a body within its limit. A declared length is refused at once; a body without one is counted as it comes in,
// and cut off where it grows too large.

import type { IncomingMessage } from "node:http";

export interface LimitedRequest {
  readonly request: Request;
  /** True once more came than is allowed: whatever the handler makes of it, the answer is 413. */
  readonly exceeded: () => boolean;
}

/** Whether a request says itself that its body is larger than allowed. */
export function declaresTooMuch({ headers }: IncomingMessage, limit: number): boolean {
  return Number(headers["content-length"] ?? 0) > limit;
}

/** Whether a request has a body that does not declare its length. */
export function hasUnknownLength({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined;
}

/** Counts a body as it comes in. */
export function limitBody(request: Request, limit: number): LimitedRequest {
  let received = 0;
  const counted = request.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        if (received > limit) controller.error(new Error("The body is too large"));
        else controller.enqueue(chunk);
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
  return { request: new Request(request.url, init), exceeded: () => received > limit };
}
