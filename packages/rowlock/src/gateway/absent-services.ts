// What hosted Supabase answers on the same port and Rowlock does not: said plainly, with where to go instead.
import { errorResponse } from "../http/error-response.ts";

export interface Addresses {
  /** The Clerk-compatible service. */
  readonly clerk: string;
  readonly studio?: string | undefined;
}

const ABSENT: Readonly<Record<string, (addresses: Addresses) => readonly [string, string]>> = {
  auth: ({ clerk }) => [
    "Supabase Auth is not here: people sign in with Clerk",
    `Clerk's Frontend and Backend API answer at ${clerk}; give supabase-js a token of getToken()`,
  ],
  storage: () => [
    "Supabase Storage is not here",
    "Use the storage of a hosted project, or files of your own",
  ],
  realtime: () => [
    "Supabase Realtime is not here",
    "Ask again for what may have changed, or use a hosted project",
  ],
  functions: () => [
    "Supabase Edge Functions are not here",
    "Call your own server; functions in the database answer under /rest/v1/rpc",
  ],
  graphql: () => [
    "Supabase's GraphQL is not here",
    "The same tables answer under /rest/v1, with embedding in select",
  ],
};

/** The plain 501 for a path of such a service; undefined for any other path. */
export function answerAbsentService(path: string, addresses: Addresses): Response | undefined {
  const service = path.split("/", 2)[1] ?? "";
  const answer = Object.hasOwn(ABSENT, service) ? ABSENT[service]?.(addresses) : undefined;
  if (answer === undefined) return undefined;
  const [message, hint] = answer;
  return errorResponse(501, { code: "SERVICE_ABSENT", message, hint });
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
