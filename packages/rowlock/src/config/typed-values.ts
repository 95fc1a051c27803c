// Values of a configuration file that may come by `env(NAME)`, and then as text: numbers, yes or no, lists. Read as the
// Supabase CLI reads them.
import * as z from "zod";

/** Digits count as a number. */
export function integer<Shape extends z.ZodType>(shape: Shape) {
  return z.preprocess(
    (value) => (typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value),
    shape,
  );
}

const TRUE = new Set(["1", "t", "T", "true", "True", "TRUE"]);
const FALSE = new Set(["0", "f", "F", "false", "False", "FALSE"]);

/** True or false, also as text in one of Go's spellings. */
export function flag() {
  return z.preprocess((value) => {
    if (typeof value !== "string") return value;
    return TRUE.has(value) || (FALSE.has(value) ? false : value);
  }, z.boolean());
}

const ENV_REFERENCE = /^env\(([A-Za-z_][A-Za-z0-9_]*)\)$/;

/** The variable that a value names as its source. */
export function variableOf(value: unknown): string | undefined {
  return typeof value === "string" ? ENV_REFERENCE.exec(value)?.[1] : undefined;
}

/** Text counts as its parts between commas. */
export function list(item: z.ZodType<string, string> = z.string()) {
  const known = item.refine((value) => variableOf(value) === undefined, "expected a value");
  return z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").map((part) => part.trim()) : value),
    z.array(known),
  );
}
