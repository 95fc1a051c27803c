// What `serve` says while it runs: requests to stdout, everything else to stderr, as the log level asks.
// Guarantee: no value of a request and no claim; of what was not foreseen the place in the code and not the message.
import type { LogLevel } from "../../config/postgrest/postgrest-config.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { RequestLogEntry } from "../../http/request-log.ts";
import { describeError } from "../log/describe-error.ts";

export interface ServeLog {
  setLevel(level: LogLevel): void;
  /** One line for a request whose status the level asks for. */
  request(entry: RequestLogEntry): void;
  notice(text: string): void;
  /** What went wrong outside of requests; the same thing again and again is said once. */
  problem(doing: string, error: unknown): void;
  /** What a request's handler threw. */
  fault(error: unknown): void;
}

export interface ServeLogOptions {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Stands before each line, such as `[worker 2] `. */
  readonly prefix: string;
}

/** The lowest status whose requests are shown. */
const LEAST_STATUS: Readonly<Record<LogLevel, number>> = {
  crit: Number.POSITIVE_INFINITY,
  error: 500,
  warn: 400,
  info: 0,
  debug: 0,
};

export function createServeLog({ stdout, stderr, now, prefix }: ServeLogOptions): ServeLog {
  let level: LogLevel = "error";
  const problems = new Map<string, string>();
  const line = (text: string) => `${new Date(now()).toISOString()} ${prefix}${text}\n`;
  const tell = (text: string) => {
    if (level !== "crit") stderr.write(line(text));
  };
  return {
    setLevel(next) {
      level = next;
    },
    request(entry) {
      if (entry.status >= LEAST_STATUS[level]) stdout.write(line(describeRequest(entry)));
    },
    notice(text) {
      problems.clear();
      tell(text);
    },
    problem(doing, error) {
      const reason = reasonOf(error);
      if (problems.get(doing) !== reason) tell(`${doing}: ${reason}`);
      problems.set(doing, reason);
    },
    fault: (error) => tell(`A request failed inside of Rowlock: ${faultOf(error)}`),
  };
}

function describeRequest({
  method,
  path,
  status,
  ms,
  aborted,
  role = "-",
}: RequestLogEntry): string {
  const end = aborted ? " (the client left)" : "";
  return `${role} ${method} ${path} ${status} ${ms.toFixed(1)}ms${end}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof RowlockError)) return faultOf(error);
  return error.details === undefined ? error.message : `${error.message} (${error.details})`;
}

// The words of an error of PostgreSQL may quote a row.
function faultOf(error: unknown): string {
  if (error instanceof PostgresError) return `PostgreSQL's error ${error.code}`;
  const described = describeError(error);
  return "code" in described
    ? `${described.code} ${described.message}`
    : [described.name, ...described.stack].join(" ");
}
