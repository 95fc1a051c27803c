// A feed of changes on a test's database, and hearers that keep what they are told. No sockets.
import { createBatchRunner } from "../src/database/batch/create-batch-runner.ts";
import {
  type ChangeFeedOptions,
  createChangeFeed,
} from "../src/realtime/changes/create-change-feed.ts";
import type { ChangeBinding, ChangeFeed, ChangeSubscription } from "../src/realtime/ports.ts";
import type { JsonObject, VerifiedToken } from "../src/tokens/verified-token.ts";
import type { TestDatabase } from "./database.ts";

/** A change as the client would parse it. */
export interface HeardChange {
  readonly ids: readonly number[];
  readonly type: string;
  readonly table: string;
  readonly commit_timestamp: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly record?: Record<string, unknown>;
  readonly old_record?: Record<string, unknown>;
  readonly errors: readonly string[] | null;
}

export interface Hearer extends ChangeSubscription {
  readonly changes: HeardChange[];
  /** The JSON texts, as they came. */
  readonly texts: string[];
  readonly statuses: { readonly status: "ok" | "error"; readonly message: string }[];
  /** Waits until the last status is this one. */
  isTold(status: "ok" | "error"): Promise<string>;
  /** Waits for so many changes, and gives all. */
  hears(count: number): Promise<readonly HeardChange[]>;
}

export interface FeedLab {
  readonly feed: ChangeFeed;
  readonly errors: unknown[];
  hear(bindings: readonly Partial<ChangeBinding>[], token?: VerifiedToken): Hearer;
  /** The same, once it is subscribed. */
  listen(bindings: readonly Partial<ChangeBinding>[], token?: VerifiedToken): Promise<Hearer>;
  close(): Promise<void>;
}

export const SERVICE = tokenOf("service_role", {});

export function tokenOf(role: string, claims: JsonObject): VerifiedToken {
  const all = { ...claims, role };
  return { role, claims: all, claimsText: JSON.stringify(all) };
}

export function person(sub: string, claims: JsonObject = {}): VerifiedToken {
  return tokenOf("authenticated", { ...claims, sub });
}

const WAIT_MS = 30_000;

export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const until = Date.now() + WAIT_MS;
  while (!holds()) {
    if (Date.now() > until) throw new Error(`It never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function createFeedLab(
  database: TestDatabase,
  options: Partial<ChangeFeedOptions> = {},
): FeedLab {
  const authenticator = createBatchRunner({ connectionString: database.authenticatorUrl, max: 2 });
  const service = createBatchRunner({ connectionString: database.serviceUrl, max: 2 });
  const errors: unknown[] = [];
  const feed = createChangeFeed({
    connectionString: database.ownerUrl,
    temporarySlot: false,
    runner: (role) => (role === "service_role" ? service : authenticator),
    onError: (error) => errors.push(error),
    ...options,
  });

  const hear: FeedLab["hear"] = (bindings, token = SERVICE) => {
    const changes: HeardChange[] = [];
    const texts: string[] = [];
    const statuses: Hearer["statuses"] = [];
    const subscription = feed.subscribe({
      bindings: bindings.map((binding, index) => ({ id: index + 1, event: "*", ...binding })),
      hearer: token,
      subscriber: {
        deliver({ ids, data }) {
          texts.push(data);
          changes.push({ ids, ...JSON.parse(data) });
        },
        status: (status, message) => statuses.push({ status, message }),
      },
    });
    return {
      ...subscription,
      changes,
      texts,
      statuses,
      async isTold(status) {
        await eventually(() => statuses.at(-1)?.status === status, `status ${status}`);
        return statuses.at(-1)?.message ?? "";
      },
      async hears(count) {
        await eventually(
          () => changes.length >= count,
          `${count} changes, of which ${changes.length} came`,
        );
        return changes;
      },
    };
  };

  return {
    feed,
    errors,
    hear,
    async listen(bindings, token) {
      const hearer = hear(bindings, token);
      await hearer.isTold("ok");
      return hearer;
    },
    async close() {
      await feed.close();
      await Promise.all([authenticator.end(), service.end()]);
    },
  };
}
