// One line of the request log as data. It never holds a header, a token or the value of a parameter: only names.
import type { PostgresError } from "../database/postgres-error.ts";

export interface RequestLogEntry {
  readonly method: string;
  /** The path with the parameters' names: `/rest/v1/tasks?select&user_id`. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  /** True: the client went away before the answer was whole. */
  readonly aborted: boolean;
  readonly role?: string | undefined;
  readonly user?: string | undefined;
}

export interface RequestNotes {
  readonly role?: string | undefined;
  /** The user's id (`sub`). */
  readonly user?: string | undefined;
  /** What PostgreSQL refused it with, for whoever explains an answer: the wire has not all of it. Never logged. */
  readonly refusedWith?: PostgresError | undefined;
}

// Kept on the request itself: a WeakMap with an entry for each request makes every garbage collection slower.
const NOTES = Symbol("notes of a request");

const NONE: RequestNotes = Object.freeze({});

type Noted = Request & { [NOTES]?: RequestNotes };

/** Remembers, for the log, who a request came from, or what became of it. */
export function noteRequest(request: Request, note: RequestNotes): void {
  const noted = request as Noted;
  noted[NOTES] = noted[NOTES] === undefined ? note : { ...noted[NOTES], ...note };
}

export function notesOf(request: Request | undefined): RequestNotes {
  return (request as Noted | undefined)?.[NOTES] ?? NONE;
}

const LONGEST = 300;

/** A request's target without any value. */
export function loggablePath(target: string): string {
  const cut = target.indexOf("?");
  if (cut === -1) return target.slice(0, LONGEST);
  return (target.slice(0, cut) + target.slice(cut).replace(/=[^&]*/g, "")).slice(0, LONGEST);
}
