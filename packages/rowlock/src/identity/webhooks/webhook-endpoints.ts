// The endpoints in memory, because every change asks who listens; written in one place, with those that rowlock.toml
// declares put in at each start.
import type { DeclaredWebhook } from "../../config/rowlock-config.ts";
import type { NewId, RandomBytes } from "../new-id.ts";
import type { IdentityDatabase } from "../store/identity-database.ts";
import {
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  saveWebhookEndpoint,
  type WebhookEndpointRow,
} from "../store/webhooks.ts";
import { newSigningSecret } from "./sign-message.ts";

export interface WebhookEndpoints {
  all(): readonly WebhookEndpointRow[];
  find(id: string): WebhookEndpointRow | undefined;
  newId(): string;
  save(endpoint: WebhookEndpointRow): Promise<void>;
  remove(id: string): Promise<void>;
  declare(webhooks: readonly DeclaredWebhook[]): Promise<void>;
}

export interface WebhookEndpointsOptions {
  readonly database: IdentityDatabase;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly newId: NewId;
}

export async function loadWebhookEndpoints(
  options: WebhookEndpointsOptions,
): Promise<WebhookEndpoints> {
  const { database, clock, random } = options;
  let endpoints = await listWebhookEndpoints(database);

  const freshId = () => options.newId("webhookEndpoint", clock());
  async function save(endpoint: WebhookEndpointRow): Promise<void> {
    await saveWebhookEndpoint(database, endpoint);
    endpoints = await listWebhookEndpoints(database);
  }
  async function remove(id: string): Promise<void> {
    await deleteWebhookEndpoint(database, id);
    endpoints = await listWebhookEndpoints(database);
  }

  return {
    all: () => endpoints,
    find: (id) => endpoints.find((endpoint) => endpoint.id === id),
    newId: freshId,
    save,
    remove,
    async declare(webhooks) {
      const urls = new Set(webhooks.map(({ url }) => url));
      for (const endpoint of endpoints) {
        if (endpoint.declared && !urls.has(endpoint.url)) await remove(endpoint.id);
      }
      for (const webhook of webhooks) {
        const now = clock();
        const known = endpoints.find(({ declared, url }) => declared && url === webhook.url);
        await save({
          id: known?.id ?? freshId(),
          url: webhook.url,
          events: webhook.events,
          signing_secret:
            webhook.signing_secret ?? known?.signing_secret ?? newSigningSecret(random),
          enabled: known?.enabled ?? true,
          faults: known?.faults ?? {},
          declared: true,
          created_at: known?.created_at ?? now,
          updated_at: now,
        });
      }
    },
  };
}

/** Whether an endpoint wants events of a type: all, this one, or its group (`user.*`). */
export function listensTo(endpoint: WebhookEndpointRow, type: string): boolean {
  if (!endpoint.enabled) return false;
  const group = `${type.slice(0, type.indexOf("."))}.*`;
  return (
    endpoint.events.length === 0 ||
    endpoint.events.some((event) => event === type || event === group)
  );
}
