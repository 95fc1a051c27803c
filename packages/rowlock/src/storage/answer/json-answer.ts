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

/** The refusal's wire form; what nobody foresaw is told as no more than that, and given to `onError`. */
export function answerError(
  thrown: unknown,
  { method, onError }: { readonly method: string; readonly onError: (error: unknown) => void },
): Response {
  const known = toWire(thrown);
  if (known === undefined) onError(thrown);
  const wire = known ?? toWire(failure("internal"));
  if (wire === undefined) throw new Error("There are words for what has none");
  const text = method === "HEAD" ? null : JSON.stringify(wire.body);
  const headers = { ...JSON_TYPE, "cache-control": "no-store" };
  return new Response(text, { status: wire.status, headers });
}
