// How much one client may send, and how long it may take: a slow or greedy client costs itself, not the others.

export interface HttpLimits {
  /** Bytes of path and query; more gets 414. */
  readonly url: number;
  /** Bytes of all header names and values; more gets 431. */
  readonly headers: number;
  /** Bytes of a body; more gets 413. */
  readonly body: number;
  /** Bytes of all bodies that are in memory at one time; who would exceed it gets 503 and is told to come again. */
  readonly bodies: number;
  /** Milliseconds until a request's headers must be there. */
  readonly headersTimeout: number;
  /** Milliseconds until a whole request, body included, must be there. */
  readonly requestTimeout: number;
  /** Milliseconds that a connection may be silent, in either direction. */
  readonly idleTimeout: number;
  /** Milliseconds that a connection may wait for its next request. */
  readonly keepAliveTimeout: number;
  readonly connections: number;
  /** Bytes of one message of a WebSocket; more ends it with 1009. */
  readonly message: number;
}

export const DEFAULT_LIMITS: HttpLimits = Object.freeze({
  url: 64 * 1024,
  headers: 32 * 1024,
  body: 32 * 1024 * 1024,
  bodies: 64 * 1024 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  idleTimeout: 300_000,
  keepAliveTimeout: 5_000,
  connections: 2_000,
  message: 5_000_000,
});
