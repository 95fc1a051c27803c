// What `serve` says while it runs, in PostgREST's form and, where there are any, its words: requests to stdout in
// Apache's combined form, as the log level asks; everything else to stderr.
// Guarantee: no value of a request and no claim but the role; of what was not foreseen the place in the code and not the
// message.
import type { LogLevel } from "../config/postgrest/postgrest-config.ts";
import { PostgresError } from "../database/postgres-error.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import type { RequestLogEntry } from "../http/request-log.ts";
import { describeError } from "../stack/log/describe-error.ts";
import { logTime } from "./log-time.ts";

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
  /** Which of several processes this is. */
  readonly worker: number | undefined;
}

/** The lowest status whose requests are shown. */
const LEAST_STATUS: Readonly<Record<LogLevel, number>> = {
  crit: Number.POSITIVE_INFINITY,
  error: 500,
  warn: 400,
  info: 0,
  debug: 0,
};

export function createServeLog({ stdout, stderr, now, worker }: ServeLogOptions): ServeLog {
  let level: LogLevel = "error";
  const problems = new Map<string, string>();
  const prefix = worker === undefined ? "" : `[worker ${worker}] `;
  const suffix = worker === undefined ? "" : ` worker ${worker}`;
  const tell = (text: string) => stderr.write(`${logTime(now())}: ${prefix}${text}\n`);
  return {
    setLevel(next) {
      level = next;
    },
    request(entry) {
      if (entry.status < LEAST_STATUS[level]) return;
      stdout.write(`${describeRequest(entry, logTime(now()))}${suffix}\n`);
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

// Apache's fields, those empty that are not kept; after them the milliseconds, as other servers add them.
function describeRequest(entry: RequestLogEntry, time: string): string {
  const { method, path, status, ms, aborted, role = "-" } = entry;
  const target = path.replaceAll('"', "%22");
  const end = aborted ? " (the client left)" : "";
  return `- - ${role.replace(/[^\w.@-]/g, "_")} [${time}] "${method} ${target} HTTP/1.1" ${status} - "" "" ${ms.toFixed(1)}ms${end}`;
}

// Classes of errors whose words name objects, rights and limits; those of others may quote a value.
const NAMES_ONLY = /^(25|3D|3F|42|53|55|57)/;

function reasonOf(error: unknown): string {
  if (!(error instanceof RowlockError)) return faultOf(error);
  if (error instanceof PostgresError && NAMES_ONLY.test(error.code)) {
    return `${error.code} ${error.message}`;
  }
  if (error instanceof PostgresError) return faultOf(error);
  return error.details === undefined ? error.message : `${error.message} (${error.details})`;
}

function faultOf(error: unknown): string {
  if (error instanceof PostgresError) return `PostgreSQL's error ${error.code}`;
  const described = describeError(error);
  return "code" in described
    ? `${described.code} ${described.message}`
    : [described.name, ...described.stack].join(" ");
}
