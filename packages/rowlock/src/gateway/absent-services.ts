// What hosted Supabase answers on the same port and Rowlock does not: said plainly, with where to go instead.
import { errorResponse } from "../http/error-response.ts";

export interface Addresses {
  /** The Clerk-compatible service. */
  readonly clerk: string;
  readonly studio?: string | undefined;
}

interface AbsentService {
  readonly message: string;
  readonly hint: (addresses: Addresses) => string;
  /** How an app's code calls it; absent: whether it is here depends on the project. */
  readonly call?: RegExp;
}

/** By the first part of its path. */
const ABSENT: Readonly<Record<string, AbsentService>> = {
  auth: {
    message: "Supabase Auth is not here: people sign in with Clerk",
    hint: ({ clerk }) =>
      `Clerk's Frontend and Backend API answer at ${clerk}; give supabase-js a token of getToken()`,
    call: /\bsupabase\w*(?:\(\))?\s*\.auth\s*\.(?:sign|get|on|admin|verify|update|reset)/i,
  },
  storage: {
    message: "Supabase Storage is switched off in supabase/config.toml",
    hint: () => "Set enabled = true under [storage], and start Rowlock again",
  },
  realtime: {
    message: "Supabase Realtime is switched off in supabase/config.toml",
    hint: () => "Set enabled = true under [realtime], and start Rowlock again",
  },
  functions: {
    message: "Supabase Edge Functions are not here",
    hint: () => "Call your own server; functions in the database answer under /rest/v1/rpc",
    call: /\.functions\s*\.invoke\(/,
  },
  graphql: {
    message: "Supabase's GraphQL is not here",
    hint: () => "The same tables answer under /rest/v1, with embedding in select",
    call: /\/graphql\/v1\b/,
  },
};

/** What is said of the services that a text of an app's code calls and that are not here: a sentence each. */
export function absentServicesIn(code: string): readonly string[] {
  if (!/supabase/i.test(code)) return [];
  return Object.values(ABSENT)
    .filter(({ call }) => call?.test(code) === true)
    .map(({ message }) => message);
}

export interface AbsentAnswer {
  readonly response: Response;
  /** What was asked for, and what to do instead. */
  readonly words: string;
}

/** The plain 501 for a path of such a service; undefined for any other path. */
export function answerAbsentService(path: string, addresses: Addresses): AbsentAnswer | undefined {
  const name = path.split("/", 2)[1] ?? "";
  const service = Object.hasOwn(ABSENT, name) ? ABSENT[name] : undefined;
  if (service === undefined) return undefined;
  const { message } = service;
  const hint = service.hint(addresses);
  return {
    response: errorResponse(501, { code: "SERVICE_ABSENT", message, hint }),
    words: `${message}. ${hint}`,
  };
}

/** The 404 for everything else, `/` included. */
export function answerNotFound(path: string, { clerk, studio }: Addresses): Response {
  const andStudio = studio === undefined ? "" : `, Studio at ${studio}`;
  return errorResponse(404, {
    code: "NOT_FOUND",
    message: path === "/" ? "Rowlock runs here" : "Nothing answers under this path",
    hint: `The Data API is at /rest/v1, Clerk's API at ${clerk}${andStudio}`,
  });
}
