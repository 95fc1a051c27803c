// What policies on messages are told of a request's headers: those that begin with x-, as hosted has it.
import type { RequestHeaders } from "../../http/request-headers.ts";

/** A JSON object. */
export function xHeaders(headers: RequestHeaders): string {
  const told = [...headers].filter(([name]) => name.startsWith("x-"));
  return JSON.stringify(Object.fromEntries(told));
}
