// Which runs are under way, by the id that the page gave them, so that the page can cancel what it started.
import { StudioError } from "../studio-error.ts";

export interface RunningQueries {
  /** @throws STUDIO_QUERY_RUNNING when the id is taken */
  start(runId: string): RunningQuery;
  /** The server processes of a run; undefined when there is none under way. */
  processOf(runId: string): number | undefined;
}

export interface RunningQuery {
  workedBy(processId: number): void;
  end(): void;
}

export function createRunningQueries(): RunningQueries {
  const processes = new Map<string, number | undefined>();
  return {
    start(runId) {
      if (processes.has(runId)) {
        throw new StudioError("STUDIO_QUERY_RUNNING", {
          message: "A run with this id is under way",
        });
      }
      processes.set(runId, undefined);
      return {
        workedBy: (processId) => void processes.set(runId, processId),
        end: () => void processes.delete(runId),
      };
    },
    processOf: (runId) => processes.get(runId),
  };
}
