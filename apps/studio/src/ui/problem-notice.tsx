// An error in the server's or PostgreSQL's own words, with the code that can be looked up.
import { ApiError } from "../api/call-api.ts";
import { Notice } from "./notice.tsx";

interface Words {
  readonly code?: string | undefined;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

export function ProblemNotice({
  error,
  title,
}: {
  readonly error: unknown;
  readonly title?: string;
}) {
  const words = wordsOf(error);
  return (
    <Notice tone="danger" role="alert" title={title ?? words.message}>
      {title ? <p>{words.message}</p> : null}
      {words.detail ? <p className="whitespace-pre-wrap">{words.detail}</p> : null}
      {words.hint ? <p>{words.hint}</p> : null}
      {words.code ? <p className="mt-1 font-mono text-2xs text-faint">{words.code}</p> : null}
    </Notice>
  );
}

/** An ApiError, an SQL problem, or whatever was thrown. */
export function wordsOf(error: unknown): Words {
  if (error instanceof ApiError) return error.problem;
  if (typeof error === "object" && error !== null && "message" in error) return error as Words;
  return { message: String(error) };
}
