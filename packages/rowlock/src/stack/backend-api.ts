// The Backend API for a command: that of the running stack over HTTP, because it holds webhook endpoints and settings in
// memory; else the identity service itself, started for the length of the command.
import { RowlockError } from "../errors/rowlock-error.ts";
import type { ClerkErrorJson } from "../identity/errors/clerk-api-error.ts";
import type { WithDatabasesOptions } from "./with-databases.ts";
import { withIdentity } from "./with-identity.ts";

/** One call: `["GET", "/rowlock/webhook_endpoints"]`, with a JSON body where there is one. */
export type AskBackend = <Answer>(
  call: readonly [method: "GET" | "POST" | "PATCH" | "DELETE", path: string],
  body?: object,
) => Promise<Answer>;

/** @throws RowlockError with Clerk's code and words when a call is refused */
export function withBackendApi<T>(
  options: WithDatabasesOptions,
  work: (ask: AskBackend) => Promise<T>,
): Promise<T> {
  if (options.opened.running !== undefined) return work(askThrough(options, fetch));
  return withIdentity(options, (identity) => work(askThrough(options, identity.fetch)));
}

function askThrough(
  { opened }: WithDatabasesOptions,
  send: (request: Request) => Promise<Response>,
): AskBackend {
  return async <Answer>(
    [method, path]: readonly [method: string, path: string],
    body?: object,
  ): Promise<Answer> => {
    const response = await send(
      new Request(`${opened.addresses.clerkIssuer}/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${opened.keys.clerkSecretKey}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as Answer;
  };
}

async function refusal(response: Response): Promise<RowlockError> {
  const answer = (await response.json().catch(() => ({}))) as {
    readonly errors?: readonly ClerkErrorJson[];
  };
  const [error] = answer.errors ?? [];
  return new RowlockError({
    code: error?.code ?? "INTERNAL",
    message: error?.long_message ?? `The Backend API answered ${response.status}`,
  });
}
