// Reads one TOML file, fills in `env(NAME)` secrets and checks it against a schema.
// Guarantee: an error names the file, the line or key, and what was expected; never a value, which may be a secret.
import { readFile } from "node:fs/promises";
import { parse, TomlError } from "smol-toml";
import type * as z from "zod";
import { rowlockError } from "../errors/registry.ts";
import type { Variables } from "./environment-files.ts";
import { variableOf } from "./typed-values.ts";

export type TomlTable = Readonly<Record<string, unknown>>;

export interface TomlSource {
  readonly path: string;
  readonly env: Variables;
  /** What an `env(NAME)` without a value becomes: the Supabase CLI lets it stand, our own file is refused. */
  readonly unset: "keep" | "refuse";
}

/** The file's content, not yet checked; a file that is not there counts as empty. @throws CONFIG_INVALID */
export async function readTomlFile(source: TomlSource): Promise<TomlTable> {
  return withEnvironment(parseToml(source.path, await readOptional(source.path)), source);
}

export interface CheckOptions<Shape extends z.ZodType> {
  /** The file's, for an error. */
  readonly path: string;
  readonly schema: Shape;
}

/** The content by its schema. @throws CONFIG_INVALID */
export function checkTable<Shape extends z.ZodType>(
  table: TomlTable,
  { path, schema }: CheckOptions<Shape>,
): z.output<Shape> {
  const result = schema.safeParse(table);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => describeIssue(issue, table));
  throw rowlockError("CONFIG_INVALID", {
    message: `${path} is not valid: ${issues[0]}`,
    details: issues.slice(1).join("\n") || undefined,
    hint: "Correct the file and start again; nothing was changed",
  });
}

async function readOptional(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw rowlockError("CONFIG_INVALID", {
      message: `${path} can't be read: ${(cause as NodeJS.ErrnoException).code}`,
      hint: "Make the file readable for the user that runs rowlock",
      cause,
    });
  }
}

function parseToml(path: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const reason = cause.message.split("\n")[0]?.replace("Invalid TOML document: ", "");
    throw rowlockError("CONFIG_INVALID", {
      message: `${path} is not valid TOML at line ${cause.line}, column ${cause.column}: ${reason}`,
      hint: "Correct the file and start again; nothing was changed",
    });
  }
}

function withEnvironment<T>(value: T, filling: TomlSource): T {
  if (typeof value === "string") return fill(value, filling) as T;
  if (Array.isArray(value)) return value.map((item) => withEnvironment(item, filling)) as T;
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      withEnvironment(item, filling),
    ]);
    return Object.fromEntries(entries) as T;
  }
  return value;
}

function fill(value: string, { path, env, unset }: TomlSource): string {
  const name = variableOf(value);
  if (name === undefined) return value;
  const found = env[name];
  if (found !== undefined && found !== "") return found;
  if (unset === "keep") return value;
  throw rowlockError("CONFIG_INVALID", {
    message: `${path} takes a value from the environment variable ${name}, which is not set`,
    hint: `Set ${name}, in the environment or in a .env file, and start again`,
  });
}

function describeIssue(issue: z.core.$ZodIssue, table: TomlTable): string {
  const key = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : part)).join(".");
  const name = key.replaceAll(".[", "[");
  const variable = unsetVariable(table, issue.path);
  const said =
    variable === undefined
      ? issue.message
      : `it is to come from the environment variable ${variable}, which is not set`;
  return name === "" ? said : `${name}: ${said}`;
}

/** The variable that the value at a path, or on the way to it, still waits for. */
function unsetVariable(table: TomlTable, path: readonly PropertyKey[]): string | undefined {
  let value: unknown = table;
  for (const part of path) {
    value = Object(value)[part];
    const variable = variableOf(value);
    if (variable !== undefined) return variable;
  }
  return undefined;
}
