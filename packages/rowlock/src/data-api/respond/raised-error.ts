// `RAISE SQLSTATE 'PGRST'`: a function decides the whole answer, by JSON in the message and in the detail.
import { failure, type WireError } from "../errors.ts";
import type { HeaderPairs } from "./database-headers.ts";
import { raisedStatus } from "./postgres-status.ts";

export interface RaisedAnswer {
  readonly status: number;
  readonly statusText: string | undefined;
  readonly headers: HeaderPairs;
  readonly wire: WireError;
}

const MESSAGE_HINT =
  "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.";
const DETAIL_HINT =
  "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'.";

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function isOptionalText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}

function parseMessage(text: string): WireError | undefined {
  const { code, message, details, hint } = parse(text) ?? {};
  if (typeof code !== "string" || typeof message !== "string") return undefined;
  if (!isOptionalText(details) || !isOptionalText(hint)) return undefined;
  return { code, message, details: details ?? null, hint: hint ?? null };
}

function parseDetail(text: string): Omit<RaisedAnswer, "wire"> | undefined {
  const { status, status_text: statusText, headers } = parse(text) ?? {};
  if (typeof status !== "number" || !Number.isInteger(status)) return undefined;
  if (!isOptionalText(statusText) || typeof headers !== "object" || headers === null) {
    return undefined;
  }
  const pairs = Object.entries(headers);
  if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === "string"))
    return undefined;
  const known = raisedStatus(String(status)) ?? 500;
  return { status: known, statusText: statusText ?? undefined, headers: pairs };
}

/** @throws DataApiError PGRST121 when the JSON is not what it must be */
export function raisedAnswer(message: string, detail: string | undefined): RaisedAnswer {
  const wire = parseMessage(message);
  if (wire === undefined) {
    throw failure("raisedError", {
      details: `Invalid JSON value for MESSAGE: '${message}'`,
      hint: MESSAGE_HINT,
    });
  }
  if (detail === undefined) {
    throw failure("raisedError", {
      details: "DETAIL is missing in the RAISE statement",
      hint: DETAIL_HINT,
    });
  }
  const answer = parseDetail(detail);
  if (answer === undefined) {
    throw failure("raisedError", {
      details: `Invalid JSON value for DETAIL: '${detail}'`,
      hint: DETAIL_HINT,
    });
  }
  return { ...answer, wire };
}
