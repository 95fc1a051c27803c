// The connections that requests of `serve` run on: counted, and watched for a database that is gone.
import type { BatchRunner } from "../database/batch/batch.ts";
import { hasCode } from "../errors/registry.ts";
import { isUnreachable } from "./database-problems.ts";
import type { ServeCounters } from "./metrics.ts";

export interface ServedRunnerOptions {
  readonly counters: ServeCounters;
  /** Told each time when the database turned out to be gone. */
  readonly onLost: () => void;
}

export function watchRunner(
  runner: BatchRunner,
  { counters, onLost }: ServedRunnerOptions,
): BatchRunner {
  return {
    run(batch, requester) {
      counters.running += 1;
      return runner.run(batch, requester).then(
        (result) => {
          counters.running -= 1;
          return result;
        },
        (error: unknown) => {
          counters.running -= 1;
          if (isUnreachable(error)) onLost();
          else if (isTimeout(error)) counters.poolTimeouts += 1;
          throw error;
        },
      );
    },
  };
}

function isTimeout(error: unknown): boolean {
  return hasCode(error, "DATABASE_BUSY");
}
