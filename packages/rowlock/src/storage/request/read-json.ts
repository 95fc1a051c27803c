// A small JSON body, held to a schema; refusals are worded as hosted's are, which are Ajv's.
import type * as z from "zod";
import { failure } from "../errors.ts";

/** Bytes: a list of a thousand names of the greatest length has room. */
const MOST = 4 * 1024 * 1024;

/** Reads the body; an empty one counts as `{}`. @throws StorageError */
export async function readJson<Shape extends z.ZodType>(
  request: Request,
  shape: Shape,
): Promise<z.output<Shape>> {
  const text = await readText(request);
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw failure("schema", "Body is not valid JSON");
  }
  return parseInput(value, { shape, what: "body" });
}

export interface InputShape<Shape extends z.ZodType> {
  readonly shape: Shape;
  /** Such as "body" or "querystring". */
  readonly what: string;
}

/** @throws StorageError */
export function parseInput<Shape extends z.ZodType>(
  value: unknown,
  { shape, what }: InputShape<Shape>,
): z.output<Shape> {
  const parsed = shape.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw failure("schema", wordsOf(parsed.error, what));
}

function wordsOf({ issues: [issue] }: z.ZodError, what: string): string {
  if (issue === undefined) return `${what} is not valid`;
  const path = issue.path.map(String);
  if (issue.code === "invalid_type" && issue.input === undefined) {
    const [name, ...above] = [...path].reverse();
    return `${[what, ...above.reverse()].join("/")} must have required property '${name}'`;
  }
  const place = [what, ...path].join("/");
  if (issue.code === "invalid_type") return `${place} must be ${issue.expected}`;
  if (issue.code === "too_small") return `${place} must be >= ${issue.minimum}`;
  if (issue.code === "invalid_value") return `${place} must be equal to one of the allowed values`;
  return `${place} is not valid: ${issue.message}`;
}

async function readText(request: Request): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > MOST) throw failure("request", "The body is too large for what is asked");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
