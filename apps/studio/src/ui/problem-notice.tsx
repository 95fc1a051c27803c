// An error in the server's or PostgreSQL's own words, with the code that can be looked up.
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

/** An error that carries a problem (ApiError, ChangeRefused), an SQL problem itself, or whatever was thrown. */
export function wordsOf(error: unknown): Words {
  if (typeof error !== "object" || error === null) return { message: String(error) };
  if ("problem" in error) return error.problem as Words;
  return "message" in error ? (error as Words) : { message: "Something went wrong" };
}
