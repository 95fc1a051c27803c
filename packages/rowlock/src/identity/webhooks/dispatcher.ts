// Delivers what is due, again and again until an endpoint takes it: at least once, in the order of events unless a
// fault says otherwise, with the waits between attempts that Clerk's deliveries have. Everything that matters is in
// the database: killed at any moment, the next start goes on.
import type { IdentityLog } from "../identity-log.ts";
import type { NewId, RandomBytes } from "../new-id.ts";
import type { IdentityDatabase } from "../store/identity-database.ts";
import {
  claimDeliveries,
  nextDue,
  releaseClaims,
  type WebhookEndpointRow,
} from "../store/webhooks.ts";
import { attemptDelivery } from "./attempt-delivery.ts";
import type { WebhookEndpoints } from "./webhook-endpoints.ts";

export interface Dispatcher {
  /** Begins to deliver. */
  start(): Promise<void>;
  /** Something new is due. */
  wake(): void;
  /** Delivers what is due now and gives the number of attempts. */
  deliverDue(): Promise<number>;
  /** Ends; an attempt under way is broken off and made again at the next start. */
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  readonly database: IdentityDatabase;
  readonly endpoints: WebhookEndpoints;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly newId: NewId;
  readonly fetch: typeof fetch;
  readonly log: IdentityLog;
  /** Seconds to wait after each failed attempt; after the last the message counts as failed. */
  readonly retrySeconds: readonly number[];
}

/** As Clerk's deliveries wait. */
export const RETRY_SECONDS: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

const CLAIM_MS = 60_000;
const BATCH = 20;
/** A command of a moment leaves events behind without a word: they are found within this time. */
const LONGEST_SLEEP_MS = 5_000;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, endpoints, clock } = options;
  const stopping = new AbortController();
  let running: Promise<number> | undefined;
  let again = false;
  let started = false;
  let timer: NodeJS.Timeout | undefined;

  async function deliverAll(): Promise<number> {
    const counts = await Promise.all(
      endpoints
        .all()
        .filter(({ enabled }) => enabled)
        .map((endpoint) => deliverTo(endpoint)),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async function deliverTo(endpoint: WebhookEndpointRow): Promise<number> {
    let count = 0;
    while (!stopping.signal.aborted) {
      const now = clock();
      const due = await claimDeliveries(database, {
        endpointId: endpoint.id,
        now,
        claimedUntil: now + CLAIM_MS,
        limit: BATCH,
      });
      for (const delivery of due) {
        if (stopping.signal.aborted) return count;
        const current = endpoints.find(endpoint.id) ?? endpoint;
        await attemptDelivery(delivery, { ...options, endpoint: current, signal: stopping.signal });
        count += 1;
      }
      if (due.length < BATCH) return count;
    }
    return count;
  }

  function deliverDue(): Promise<number> {
    if (running === undefined) {
      running = deliverAll().finally(() => {
        running = undefined;
      });
    } else {
      again = true;
    }
    return running;
  }

  function sleepUntil(due: number | undefined): void {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    const wait = due === undefined ? LONGEST_SLEEP_MS : due - clock();
    timer = setTimeout(tick, Math.min(Math.max(wait, 10), LONGEST_SLEEP_MS));
    timer.unref();
  }

  function tick(): void {
    again = false;
    void deliverDue()
      .then(() => nextDue(database))
      .then((due) => (again ? tick() : sleepUntil(due)))
      .catch((error: unknown) => {
        options.log({ kind: "error", method: "", path: "webhooks", error });
        sleepUntil(undefined);
      });
  }

  return {
    async start() {
      await releaseClaims(database);
      started = true;
      tick();
    },
    wake() {
      if (!started || stopping.signal.aborted) return;
      again = true;
      if (running === undefined) tick();
    },
    deliverDue,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running?.catch(() => {});
    },
  };
}
