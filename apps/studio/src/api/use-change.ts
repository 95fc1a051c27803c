// Applying a form's change: the SQL that it stands for is shown first (usePreview), then run by the server, and everything that the
// pages know of the database is asked anew.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { showToast } from "../ui/toast.tsx";
import { ApiError, callApi } from "./call-api.ts";
import { refreshDatabase } from "./queries.ts";
import type { ChangeInput, ChangePreview, RunSqlAnswer, SqlProblem } from "./wire.ts";

/** PostgreSQL refused the change: nothing of it was kept. */
export class ChangeRefused extends Error {
  override readonly name = "ChangeRefused";
  readonly problem: SqlProblem;

  constructor(problem: SqlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

export interface UseChangeOptions {
  /** What to say when it is done, such as "Created table tasks". */
  readonly said: (change: ChangeInput) => string;
  readonly onDone?: (answer: RunSqlAnswer, change: ChangeInput) => void;
}

export function useChange({ said, onDone }: UseChangeOptions) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (change: ChangeInput) => {
      const answer = await callApi<RunSqlAnswer>("/changes/apply", { body: change });
      if (answer.problem !== undefined) throw new ChangeRefused(answer.problem);
      return answer;
    },
    onSuccess: (answer, change) => {
      void refreshDatabase(client);
      showToast({
        text: said(change),
        action: { label: "Keep as migration", run: () => void navigate({ to: "/migrations" }) },
      });
      onDone?.(answer, change);
    },
  });
}

/** The field that an error of the form names, with its words; the rest belongs under the form. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError) || error.problem.field !== field) return undefined;
  return error.problem.message;
}

/** The error to show under the form: all but those that a field shows. */
export function formError(error: unknown, fields: (field: string) => boolean): unknown {
  if (error instanceof ChangeRefused) return error.problem;
  if (error instanceof ApiError && error.problem.field !== undefined && fields(error.problem.field))
    return null;
  return error;
}

/** The SQL of a change while it is being filled in. */
export function usePreview(change: ChangeInput, enabled = true) {
  const settled = useDeferredValue(JSON.stringify(change));
  return useQuery({
    queryKey: ["preview", settled],
    queryFn: ({ signal }) =>
      callApi<ChangePreview>("/changes/preview", { body: JSON.parse(settled), signal }),
    enabled,
    retry: false,
    gcTime: 10_000,
    placeholderData: (previous) => previous,
  });
}
