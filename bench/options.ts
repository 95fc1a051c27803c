// What the bench can be asked for.
import { accessSync, constants } from "node:fs";
import { parseArgs } from "node:util";
import { REQUESTS } from "./requests.ts";

export interface BenchOptions {
  /** A PostgREST binary, where there is one. */
  readonly postgrest: string | undefined;
  readonly lite: boolean;
  readonly requests: readonly string[];
  readonly connections: readonly number[];
  /** Of each measurement. */
  readonly seconds: number;
  readonly rounds: number;
  /** Where the results go; undefined: nowhere but to the terminal. */
  readonly out: string | undefined;
}

const HELP = `npm run bench -- [options]

  --postgrest PATH    measure this PostgREST binary too
  --no-lite           leave out @supabase/lite (it is installed from npm when first needed)
  --requests NAMES    of ${REQUESTS.map(({ name }) => name).join(",")} (default: all)
  --connections LIST  default 16,64
  --seconds N         of each measurement, default 2
  --rounds N          of which the median counts, default 5
  --no-write          print the table only; otherwise it goes into bench/results too
`;

/** Undefined: the help was printed, and there is nothing to do. @throws Error naming the option that can't be taken */
export function readOptions(argv: readonly string[], results: string): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: "boolean" },
      postgrest: { type: "string" },
      "no-lite": { type: "boolean", default: false },
      requests: { type: "string" },
      connections: { type: "string", default: "16,64" },
      seconds: { type: "string", default: "2" },
      rounds: { type: "string", default: "5" },
      "no-write": { type: "boolean", default: false },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return undefined;
  }
  return {
    postgrest: values.postgrest === undefined ? undefined : readProgram(values.postgrest),
    lite: !values["no-lite"],
    requests: readRequests(values.requests),
    connections: values.connections.split(",").map((text) => readCount("--connections", text)),
    seconds: readCount("--seconds", values.seconds),
    rounds: readCount("--rounds", values.rounds),
    out: values["no-write"] ? undefined : results,
  };
}

function readRequests(text: string | undefined): readonly string[] {
  const known = REQUESTS.map(({ name }) => name);
  const named = text?.split(",") ?? known;
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length === 0) return named;
  throw new Error(`--requests: expected ${known.join(", ")}; found ${unknown.join(", ")}`);
}

function readCount(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`${option}: expected a whole number of at least 1, found ${text}`);
}

function readProgram(path: string): string {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    throw new Error(`--postgrest: expected the path of a program, found nothing to run at ${path}`);
  }
}
