// The cache of answers. What the server refuses is not asked again by itself; a lost secret locks the pages (shell/locked.tsx).
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./call-api.ts";
import { lock } from "./lock.ts";
import { untilItIsBack } from "./use-away.ts";

const RETRIES = 1;

export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (
      error instanceof ApiError &&
      error.status === 401 &&
      error.problem.code === "STUDIO_SECRET_WRONG"
    )
      lock();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        refetchInterval: untilItIsBack,
        retry: (count, error) =>
          count < RETRIES && !(error instanceof ApiError && error.status >= 400),
      },
    },
  });
}
