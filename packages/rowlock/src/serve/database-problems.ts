// What can be wrong between `serve` and its database, told apart, and PostgREST's words for it.
import { isReportedError } from "../database/postgres-error.ts";
import { hasCode } from "../errors/registry.ts";
import type { RowlockError } from "../errors/rowlock-error.ts";

export const WORDS = {
  login: "Failed to establish a connection",
  settings: "Failed to query database settings for the config parameters",
  invalid: "Failed reloading config",
  retry: "Attempting to reconnect to the database",
} as const;

export function isUnreachable(error: unknown): error is RowlockError {
  return hasCode(error, "DATABASE_UNREACHABLE");
}

/** Whether the server refused the login's password, or was given none: nothing that waiting mends. */
export function isLoginRefused(error: unknown): boolean {
  if (!isUnreachable(error)) return false;
  const { cause } = error;
  if (isReportedError(cause)) return cause.code === "28P01";
  // pg's own words when the server asks for a password and there is none.
  return cause instanceof Error && cause.message.includes("password must be a string");
}
