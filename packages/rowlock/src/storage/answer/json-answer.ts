// Answers that are JSON, refusals among them.
import { failure, toWire } from "../errors.ts";

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

export function answerJson(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), { status: 200, headers: { ...JSON_TYPE, ...headers } });
}

export function answerMessage(message: string): Response {
  return answerJson({ message });
}

export interface AnswerErrorOptions {
  readonly method: string;
  /** True: HTTP's status is the one that is meant, as resumable uploads have it. */
  readonly asMeant: boolean;
  readonly onError: (error: unknown) => void;
}

/** The refusal's wire form; what nobody foresaw is told as no more than that, and given to `onError`. */
export function answerError(
  thrown: unknown,
  { method, asMeant, onError }: AnswerErrorOptions,
): Response {
  const known = toWire(thrown);
  if (known === undefined) onError(thrown);
  const wire = known ?? toWire(failure("internal"));
  if (wire === undefined) throw new Error("There are words for what has none");
  const text = method === "HEAD" ? null : JSON.stringify(wire.body);
  const headers = { ...JSON_TYPE, "cache-control": "no-store" };
  const status = asMeant ? Number(wire.body.statusCode) : wire.status;
  return new Response(text, { status, headers });
}
