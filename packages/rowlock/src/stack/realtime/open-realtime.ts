// The realtime of a stack: channels over the ways in which its Data API asks, and the log of its database.
import { randomUUID } from "node:crypto";
import type { DataApiOptions } from "../../data-api/handler.ts";
import { type GatewayOptions, REALTIME_PATH } from "../../gateway/gateway.ts";
import type { ProjectState } from "../../project/project-state.ts";
import { createRealtime, type Realtime } from "../../realtime/realtime.ts";
import type { DatabaseUrls } from "../start-databases.ts";
import { openFeed } from "./open-feed.ts";

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

/** The request that the Data API would be asked with. */
export function bearing(text: string): Request {
  return new Request("http://localhost/", { headers: { authorization: `Bearer ${text}` } });
}
