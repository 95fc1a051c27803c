// The log of a database as a feed of changes, judged on connections of its own, which no request waits for.
import { createBatchRunner } from "../../database/batch/create-batch-runner.ts";
import { createChangeFeed } from "../../realtime/changes/create-change-feed.ts";
import type { ChangeFeed } from "../../realtime/ports.ts";
import type { DatabaseUrls } from "../start-databases.ts";

export interface OpenFeedOptions {
  /** The owner's login may replicate. */
  readonly urls: Pick<DatabaseUrls, "owner" | "authenticator" | "service">;
  /** True: the server is Rowlock's own. */
  readonly isOwn: boolean;
  readonly onError: (error: unknown) => void;
}

/** Nothing is opened before somebody subscribes. */
export function openFeed({ urls, isOwn, onError }: OpenFeedOptions): ChangeFeed {
  const pool = { max: 2, applicationName: "rowlock realtime" };
  const people = createBatchRunner({ ...pool, connectionString: urls.authenticator });
  const service = createBatchRunner({ ...pool, connectionString: urls.service });
  const feed = createChangeFeed({
    connectionString: urls.owner,
    temporarySlot: !isOwn,
    runner: (role) => (role === "service_role" ? service : people),
    onError,
  });
  return {
    subscribe: feed.subscribe,
    onMessage: feed.onMessage,
    get ready() {
      return feed.ready;
    },
    async close() {
      await feed.close();
      await Promise.all([people.end(), service.end()]);
    },
  };
}
