// One line of the request log as data. It never holds a header, a token or the value of a parameter: only names.

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
}

const notes = new WeakMap<Request, RequestNotes>();

/** Remembers, for the log, who a request came from. */
export function noteRequest(request: Request, note: RequestNotes): void {
  notes.set(request, note);
}

export function notesOf(request: Request | undefined): RequestNotes {
  return (request && notes.get(request)) ?? {};
}

const LONGEST = 300;

/** A request's target without any value. */
export function loggablePath(target: string): string {
  const cut = target.indexOf("?");
  if (cut === -1) return target.slice(0, LONGEST);
  const names = target
    .slice(cut + 1)
    .split("&")
    .map((pair) => pair.split("=", 1)[0]);
  return `${target.slice(0, cut)}?${names.join("&")}`.slice(0, LONGEST);
}
