// Webhooks put together: the endpoints, who listens to what, and the dispatcher.
import type { IdentityLog } from "../identity-log.ts";
import type { NewId, RandomBytes } from "../new-id.ts";
import type { IdentityDatabase } from "../store/identity-database.ts";
import { createDispatcher, type Dispatcher, RETRY_SECONDS } from "./dispatcher.ts";
import type { EventType } from "./event-types.ts";
import { listensTo, loadWebhookEndpoints, type WebhookEndpoints } from "./webhook-endpoints.ts";

export interface Webhooks extends Dispatcher {
  readonly endpoints: WebhookEndpoints;
  /** The endpoints that want events of this type. */
  listening(type: EventType): readonly string[];
}

export interface OpenWebhooksOptions {
  readonly database: IdentityDatabase;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly newId: NewId;
  readonly fetch: typeof fetch;
  readonly log: IdentityLog;
  readonly retrySeconds: readonly number[] | undefined;
}

export async function openWebhooks(options: OpenWebhooksOptions): Promise<Webhooks> {
  const endpoints = await loadWebhookEndpoints(options);
  const dispatcher = createDispatcher({
    ...options,
    endpoints,
    retrySeconds: options.retrySeconds ?? RETRY_SECONDS,
  });
  return {
    ...dispatcher,
    endpoints,
    listening: (type) =>
      endpoints
        .all()
        .filter((endpoint) => listensTo(endpoint, type))
        .map(({ id }) => id),
  };
}
