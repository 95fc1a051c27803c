// The feed of changes, and of messages that SQL sends: subscriptions, and the log for as long as anybody listens.
// Guarantee: a subscriber is told "ok" when everything that is committed from then on will reach it, and told again when
// something may have been missed.
import { CHANGES_PUBLICATION } from "../../catalog/parts/published.ts";
import type { ReadRunner } from "../../database/batch/batch.ts";
import { createQueryPool } from "../../database/pool/create-query-pool.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { type ChangeQueue, createChangeQueue } from "../log/change-queue.ts";
import { type HeldLog, holdLog } from "../log/hold-log.ts";
import { isMessageTable, readStoredMessage } from "../log/stored-message.ts";
import type { ChangeBinding, ChangeFeed, StoredMessage } from "../ports.ts";
import { admit } from "./admit.ts";
import { describeFault } from "./check-bindings.ts";
import { deliverRounds } from "./deliver-rounds.ts";
import { createSubscriptions, type Subscription, type Subscriptions } from "./subscriptions.ts";
import { createTableCache } from "./table-cache.ts";

export interface ChangeFeedOptions {
  /** Of the database's owner, who may replicate. */
  readonly connectionString: string;
  /** True: the server is not ours, so nothing of ours may outlive the connection there. */
  readonly temporarySlot: boolean;
  /** Runs batches of a role, on connections that requests don't wait for. */
  readonly runner: (role: string) => ReadRunner;
  /** Holds no row. */
  readonly onError: (error: unknown) => void;
  /** After how long without a listener the log is left, in milliseconds. Default 60,000. */
  readonly idleMs?: number;
}

const SUBSCRIBED = "Subscribed to PostgreSQL";
const MISSED =
  "Changes may have been missed: the database's log could not be followed to the end, and is read anew";
const MESSAGES_PUBLICATION = "supabase_realtime_messages_publication";
const IDLE_MS = 60_000;

export function createChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  const { connectionString, runner, onError } = options;
  const pool = createQueryPool({ connectionString, max: 2 });
  const queue = createChangeQueue();
  const subscriptions = createSubscriptions();
  const listeners = new Set<(message: StoredMessage) => void>();
  const log = followLog({ ...options, queue, subscriptions, listeners });
  let closed = false;

  const rounds = deliverRounds({
    queue,
    subscriptions,
    tables: createTableCache(pool),
    pool,
    runner,
    onTaken: log.resume,
    onAway: log.interrupt,
    onBadFilter({ subscription, wanted, error }) {
      subscriptions.setActive(subscription, false);
      tell(subscription, "error", describeFault(wanted, `the filter fails with ${error.code}`));
    },
    onError,
  });

  function admitLater(bindings: readonly ChangeBinding[], subscription: Subscription): void {
    void admit(bindings, {
      subscription,
      pool,
      runner,
      isGone: () => closed || !subscriptions.has(subscription),
      onAdmitted() {
        subscriptions.setActive(subscription, true);
        if (log.isReading) tell(subscription, "ok", SUBSCRIBED);
      },
      onRefused: (message) => tell(subscription, "error", message),
      onError,
    });
  }

  return {
    subscribe({ bindings, hearer, subscriber }) {
      const subscription: Subscription = {
        wanted: [],
        subscriber,
        hearer,
        isActive: false,
        status: undefined,
      };
      subscriptions.add(subscription);
      log.look();
      admitLater(bindings, subscription);
      return {
        setHearer(given) {
          subscription.hearer = given;
        },
        close() {
          subscriptions.remove(subscription);
          log.look();
        },
      };
    },
    onMessage(listener) {
      listeners.add(listener);
      log.look();
      return () => {
        listeners.delete(listener);
        log.look();
      };
    },
    get ready() {
      return log.ready;
    },
    async close() {
      closed = true;
      for (const subscription of subscriptions) subscriptions.setActive(subscription, false);
      queue.close();
      await Promise.all([log.close(), rounds]);
      await pool.end();
    },
  };
}

interface FollowOptions extends ChangeFeedOptions {
  readonly queue: ChangeQueue;
  readonly subscriptions: Subscriptions;
  readonly listeners: ReadonlySet<(message: StoredMessage) => void>;
}

function followLog(options: FollowOptions): HeldLog {
  const { subscriptions, listeners, idleMs = IDLE_MS, onError } = options;
  return holdLog({
    ...options,
    publications: [CHANGES_PUBLICATION, MESSAGES_PUBLICATION],
    isNeeded: () => subscriptions.size + listeners.size > 0,
    idleMs,
    wants: subscriptions.wants,
    tellsRows: (table) => listeners.size > 0 && isMessageTable(table),
    onRow(table, row) {
      const message = readStoredMessage(table, row);
      if (message !== undefined) for (const listener of listeners) listener(message);
    },
    onReading({ gap }) {
      for (const subscription of subscriptions) {
        if (gap && subscription.status === "ok") tell(subscription, "error", MISSED);
        if (subscription.isActive && subscription.status !== "ok") {
          tell(subscription, "ok", SUBSCRIBED);
        }
      }
    },
    onInterrupted(error) {
      if (error !== undefined) onError(error);
      if (!(error instanceof RowlockError) || error.code !== "REALTIME_LOG") return;
      for (const subscription of subscriptions) {
        if (subscription.status !== "error") tell(subscription, "error", sentence(error));
      }
    },
  });
}

function tell(subscription: Subscription, status: "ok" | "error", message: string): void {
  subscription.status = status;
  subscription.subscriber.status(status, message);
}

function sentence({ message, hint }: RowlockError): string {
  return hint === undefined ? message : `${message}. ${hint}`;
}
