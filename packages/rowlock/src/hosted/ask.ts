// One way to ask the APIs of Supabase and of Clerk: JSON under a bearer, again after what passes (a limit, a failing
// server, a lost connection), and an answer that is data, whatever it is.
// INVARIANT: neither a key nor the body of an answer goes into a reason.
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";

export type Answer<Value> =
  | {
      readonly kind: "known";
      readonly value: Value;
      /** The other side's clock, in milliseconds since 1970. */
      readonly date: number | undefined;
    }
  | { readonly kind: "refused"; readonly status: number; readonly reason: string }
  /** Nobody answered, or what answered is not understood. */
  | { readonly kind: "lost"; readonly reason: string };

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ApiOptions {
  /** Without a slash at its end. https; plain http only on loopback. */
  readonly baseUrl: string;
  /** Undefined: what is asked is public. */
  readonly bearer?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch: Fetch;
  /** Told of each wait, in a sentence. */
  readonly onWait?: ((text: string) => void) | undefined;
  /** Milliseconds before each further try. */
  readonly waits?: readonly number[] | undefined;
}

export interface Api {
  get<Value>(path: string, schema: z.ZodType<Value>): Promise<Answer<Value>>;
  post<Value>(path: string, body: object, schema: z.ZodType<Value>): Promise<Answer<Value>>;
}

const WAITS: readonly number[] = [500, 1_000, 2_000];
/** Milliseconds: nobody waits longer for a limit to pass. */
const LONGEST_WAIT = 30_000;
const TIMEOUT = 15_000;

export function createApi({ waits = WAITS, ...options }: ApiOptions): Api {
  const { baseUrl, onWait } = options;
  requireSafe(baseUrl);

  async function ask<Value>(
    request: { readonly path: string; readonly init: RequestInit },
    schema: z.ZodType<Value>,
  ): Promise<Answer<Value>> {
    const url = `${baseUrl}${request.path}`;
    for (const wait of [...waits, undefined]) {
      const tried = await tryOnce(url, request.init, options);
      if (!tried.passes || wait === undefined) return read(tried.answer, { schema, url });
      const longer = Math.min(tried.wait ?? wait, LONGEST_WAIT);
      onWait?.(
        `${new URL(url).host} ${tried.why}; asked again in ${Math.ceil(longer / 1000)} seconds`,
      );
      await pause(longer);
    }
    throw new Error("Unreachable: the last try has no wait");
  }

  return {
    get: (path, schema) => ask({ path, init: { method: "GET" } }, schema),
    post: (path, body, schema) =>
      ask({ path, init: { method: "POST", body: JSON.stringify(body) } }, schema),
  };
}

function requireSafe(url: string): void {
  const { protocol, hostname } = new URL(url);
  const isLoopback = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  if (protocol !== "https:" && !isLoopback) throw new Error(`${hostname} is asked by https only`);
}

interface Tried {
  readonly answer: Response | { readonly lost: string };
  /** Whether another try may fare better. */
  readonly passes: boolean;
  readonly why: string;
  /** Milliseconds that the other side asks for. */
  readonly wait: number | undefined;
}

async function tryOnce(
  url: string,
  init: RequestInit,
  { bearer, headers, fetch }: Omit<ApiOptions, "waits">,
): Promise<Tried> {
  try {
    const answer = await fetch(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
      headers: {
        accept: "application/json",
        ...(init.body === undefined ? {} : { "content-type": "application/json" }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
    });
    const { status } = answer;
    const why = status === 429 ? "takes no more requests for now" : `answered ${status}`;
    return { answer, passes: status === 429 || status >= 500, why, wait: waitOf(answer.headers) };
  } catch (error) {
    const lost = wordsOf(error);
    return { answer: { lost }, passes: true, why: `can't be reached (${lost})`, wait: undefined };
  }
}

/** Clerk says Retry-After, Supabase x-ratelimit-reset; both in seconds. */
function waitOf(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? headers.get("x-ratelimit-reset") ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

function wordsOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, name } = cause as NodeJS.ErrnoException;
  return code ?? name ?? "no answer";
}

interface Reading<Value> {
  readonly schema: z.ZodType<Value>;
  readonly url: string;
}

async function read<Value>(
  answer: Tried["answer"],
  { schema, url }: Reading<Value>,
): Promise<Answer<Value>> {
  const { host, pathname } = new URL(url);
  if ("lost" in answer)
    return { kind: "lost", reason: `${host} can't be reached (${answer.lost})` };
  const body = await bodyOf(answer);
  const { status } = answer;
  if (!answer.ok) return { kind: "refused", status, reason: refusalOf(body, { host, status }) };
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: "known", value: parsed.data, date: dateOf(answer.headers) };
  const where = parsed.error.issues[0]?.path.join(".") ?? "";
  return {
    kind: "lost",
    reason: `${host} gave an answer for ${pathname} that is not understood${where === "" ? "" : ` (${where})`}`,
  };
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

function dateOf(headers: Headers): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : date;
}

/** Supabase's error body, and Clerk's. */
const refusalSchema = z.object({
  message: z.string().optional().catch(undefined),
  missing_permissions: z.array(z.string()).optional().catch(undefined),
  errors: z
    .array(z.object({ code: z.string() }))
    .optional()
    .catch(undefined),
});

interface Refused {
  readonly host: string;
  readonly status: number;
}

/** A sentence without the other side's text, which may hold what was sent. */
function refusalOf(body: unknown, { host, status }: Refused): string {
  const told = refusalSchema.safeParse(body);
  const { missing_permissions: missing = [], errors = [] } = told.success ? told.data : {};
  if (missing.length > 0) return `${host} refuses: the token lacks ${missing.join(", ")}`;
  const code = errors[0]?.code;
  if (code !== undefined) return `${host} answered ${status}: ${code}`;
  switch (status) {
    case 401:
      return `${host} does not take the token`;
    case 403:
      return `${host} refuses: the token has no right to this`;
    case 404:
      return `${host} knows nothing of this`;
    default:
      return `${host} answered ${status}`;
  }
}
