// One run of SQL at a time: started, watched, cancelled. What it changed is asked anew.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { callApi } from "../../api/call-api.ts";
import { refreshDatabase } from "../../api/queries.ts";
import type { RunSqlAnswer } from "../../api/wire.ts";

export interface RunLimits {
  /** Rows shown of each result; all are counted. */
  readonly maxRows: number;
  readonly timeoutSeconds: number;
}

export interface RunRequest extends RunLimits {
  readonly sql: string;
  /** Where the text stands in the editor: errors count from here. */
  readonly from: number;
}

export type RunState =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly since: number }
  | { readonly kind: "done"; readonly request: RunRequest; readonly answer: RunSqlAnswer }
  /** The server did not answer, or refused the request itself. */
  | { readonly kind: "failed"; readonly error: unknown };

export function useRun() {
  const [state, setState] = useState<RunState>({ kind: "idle" });
  const running = useRef<string | null>(null);
  const client = useQueryClient();

  async function run(request: RunRequest): Promise<void> {
    if (running.current !== null) return;
    const runId = crypto.randomUUID();
    running.current = runId;
    setState({ kind: "running", since: Date.now() });
    const { sql, maxRows, timeoutSeconds } = request;
    try {
      const answer = await callApi<RunSqlAnswer>("/sql/run", {
        body: { sql, runId, maxRows, timeoutSeconds },
      });
      setState({ kind: "done", request, answer });
      void refreshDatabase(client);
    } catch (error) {
      setState({ kind: "failed", error });
    } finally {
      running.current = null;
    }
  }

  async function cancel(): Promise<void> {
    if (running.current !== null)
      await callApi("/sql/cancel", { body: { runId: running.current } });
  }

  return { state, run, cancel };
}
