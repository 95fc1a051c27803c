// Whether what the pages show may be old, because the database or Rowlock itself did not answer when it was asked again.
import { notifyManager, type Query, type QueryCache, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ApiError } from "./call-api.ts";

const ASK_AGAIN_MS = 3000;

/** No answer at all, or none from the database: both come back by themselves. */
export function isAway(error: unknown): error is ApiError {
  return (
    error instanceof ApiError && (error.status === 503 || error.problem.code === "UNREACHABLE")
  );
}

/** For the queries' `refetchInterval`: what is away is asked for until it is back. */
export function untilItIsBack({ state }: Query): number | false {
  return isAway(state.error) ? ASK_AGAIN_MS : false;
}

/** The words of what is away while older answers are shown; a page without an answer says it itself. */
export function useAway(): string | null {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (listener) => cache.subscribe(notifyManager.batchCalls(listener)),
    () => awayFrom(cache),
  );
}

function awayFrom(cache: QueryCache): string | null {
  for (const { state } of cache.findAll({ type: "active" })) {
    if (state.data !== undefined && isAway(state.error)) return state.error.message;
  }
  return null;
}
