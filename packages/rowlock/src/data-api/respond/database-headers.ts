// Headers and status that functions of the database set for the answer, by `response.headers` and `response.status`.
import { failure } from "../errors.ts";
import type { Outcome } from "../execute/outcome.ts";

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** @throws DataApiError PGRST111 when the setting is not a list of objects with one text each */
export function headersFromDatabase({ headers }: Outcome): HeaderPairs {
  if (headers === undefined) return [];
  let list: unknown;
  try {
    list = JSON.parse(headers);
  } catch {
    throw failure("responseHeaders");
  }
  if (!Array.isArray(list)) throw failure("responseHeaders");
  return list.map((item: unknown) => {
    const entries = typeof item === "object" && item !== null ? Object.entries(item) : [];
    const [name, value] = entries[0] ?? [];
    if (entries.length !== 1 || name === undefined || typeof value !== "string") {
      throw failure("responseHeaders");
    }
    return [name, value] as const;
  });
}

/** @throws DataApiError PGRST112 when the setting is no status */
export function statusFromDatabase({ status }: Outcome): number | undefined {
  if (status === undefined) return undefined;
  const digits = /^\d+/.exec(status)?.[0];
  const number = Number(digits);
  if (digits === undefined || number < 100 || number > 999) throw failure("responseStatus");
  return number;
}
