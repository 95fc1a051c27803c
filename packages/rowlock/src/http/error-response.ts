// The JSON form in which the listener and the gateway refuse a request: PostgREST's four fields, so that supabase-js
// shows them as it shows any other error.

import type { ErrorCode } from "../errors/registry.ts";

export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: string | undefined;
  readonly hint?: string | undefined;
}

/** A refusal as JSON. */
export function errorResponse(
  status: number,
  { code, message, details, hint }: ErrorBody,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { code, message, details: details ?? null, hint: hint ?? null };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}
