// Applying a form's change: the SQL that it stands for is shown first (usePreview), then run by the server, and everything that the
// pages know of the database is asked anew.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { showToast } from "../ui/toast.tsx";
import { ApiError, callApi } from "./call-api.ts";
import { refreshDatabase } from "./queries.ts";
import type { ChangeInput, ChangeKind, ChangePreview, RunSqlAnswer, SqlProblem } from "./wire.ts";

/** PostgreSQL refused the change: nothing of it was kept. */
export class ChangeRefused extends Error {
  override readonly name = "ChangeRefused";
  readonly problem: SqlProblem;
  /** The form's field that it is about, where that can be told. */
  readonly field: string | undefined;

  constructor(problem: SqlProblem, field?: string) {
    super(problem.message);
    this.problem = problem;
    this.field = field;
  }
}

/** The SQLSTATE of a name that is taken, and the field of that name. */
const TAKEN: Readonly<Partial<Record<ChangeKind, readonly [code: string, field: string]>>> = {
  "create-table": ["42P07", "name"],
  "create-policy": ["42710", "name"],
  "replace-policy": ["42710", "name"],
  "save-function": ["42723", "name"],
  "add-column": ["42701", "column.name"],
  "alter-column": ["42701", "rename"],
};

function refused(problem: SqlProblem, kind: ChangeKind): ChangeRefused {
  const [code, field] = TAKEN[kind] ?? [];
  return new ChangeRefused(problem, problem.code === code ? field : undefined);
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
      if (answer.problem !== undefined) throw refused(answer.problem, change.kind);
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
  return fieldOf(error) === field ? (error as Error).message : undefined;
}

/** The error to show under the form: all but those that a field shows. */
export function formError(error: unknown, fields: (field: string) => boolean): unknown {
  const field = fieldOf(error);
  if (field !== undefined && fields(field)) return null;
  return error instanceof ChangeRefused ? error.problem : error;
}

function fieldOf(error: unknown): string | undefined {
  if (error instanceof ChangeRefused) return error.field;
  return error instanceof ApiError ? error.problem.field : undefined;
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
