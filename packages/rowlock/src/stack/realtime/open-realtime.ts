// The realtime of a stack: channels over the ways in which its Data API asks, and the log of its database.
import { randomUUID } from "node:crypto";
import type { DataApiOptions } from "../../data-api/handler.ts";
import { createBatchRunner } from "../../database/batch/create-batch-runner.ts";
import { type GatewayOptions, REALTIME_PATH } from "../../gateway/gateway.ts";
import type { ProjectState } from "../../project/project-state.ts";
import { createChangeFeed } from "../../realtime/changes/create-change-feed.ts";
import type { ChangeFeed } from "../../realtime/ports.ts";
import { createRealtime, type Realtime } from "../../realtime/realtime.ts";
import type { DatabaseUrls } from "../start-databases.ts";

export interface OpenRealtimeOptions {
  readonly state: ProjectState;
  readonly urls: DatabaseUrls;
  /** True: the server is Rowlock's own. */
  readonly isOwn: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
  readonly onError: (error: unknown) => void;
}

export type RealtimeWays = Pick<DataApiOptions, "runner" | "authenticate">;

export type OpenedRealtime = NonNullable<GatewayOptions["realtime"]> & Pick<Realtime, "close">;

/** Undefined: it is switched off. */
export function openRealtime(
  options: OpenRealtimeOptions,
): ((ways: RealtimeWays) => OpenedRealtime) | undefined {
  const { state } = options;
  if (!state.opened.project.supabase.realtime.enabled) return undefined;
  return ({ runner, authenticate }) =>
    createRealtime({
      ...options,
      runner,
      authenticate: (text) => authenticate(bearing(text)),
      feed: openFeed(options),
      basePath: REALTIME_PATH,
      newId: randomUUID,
    });
}

/** Changes are judged on connections of their own, which no request waits for. */
function openFeed({ urls, isOwn, onError }: OpenRealtimeOptions): ChangeFeed {
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

/** The request that the Data API would be asked with. */
function bearing(text: string): Request {
  return new Request("http://localhost/", { headers: { authorization: `Bearer ${text}` } });
}
