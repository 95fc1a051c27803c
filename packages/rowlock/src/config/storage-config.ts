// `[storage]` of supabase/config.toml: whether it runs, how large a file may be, and the buckets that are made at the
// start. Sizes are Docker's, as the Supabase CLI reads them: MiB and MB alike are counted by 1024.
import * as z from "zod";
import { flag, list } from "./typed-values.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1, m: 2, g: 3, t: 4 };

function size() {
  return z.preprocess(
    (value) => (typeof value === "string" ? (parseSize(value) ?? value) : value),
    z.int("expected a size such as 50MiB").min(0),
  );
}

function parseSize(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const power = UNITS[unit.toLowerCase()];
  if (number === undefined || power === undefined) return undefined;
  return Math.trunc(Number(number) * (unit === "" ? 1 : 1024 ** power));
}

export const storageSchema = z
  .object({
    enabled: flag().default(true),
    /** Bytes that any object may have. */
    file_size_limit: size().prefault("50MiB"),
    buckets: z
      .record(
        z.string(),
        z.object({
          public: flag().default(false),
          file_size_limit: size().optional(),
          allowed_mime_types: list().default([]),
          /** A folder whose files are put into it, relative to the supabase folder. */
          objects_path: z.string().optional(),
        }),
      )
      .default({}),
  })
  .prefault({});
