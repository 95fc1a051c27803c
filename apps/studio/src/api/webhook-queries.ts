// Webhooks over Rowlock's own part of the Backend API: endpoints, messages, and the attempts to deliver them.
import { queryOptions } from "@tanstack/react-query";
import { callClerk } from "./call-clerk.ts";
import type { ClerkPage } from "./clerk-resources.ts";

/** Misbehaviour on purpose, to test a handler: shares of deliveries from 0 to 1, and waits in milliseconds. */
export interface WebhookFaults {
  readonly fail?: number;
  readonly lose_answer?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly reorder_ms?: number;
  readonly delay_ms?: number;
}

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  /** Event types, or groups such as `user.*`; none: all. */
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly faults: WebhookFaults;
  /** In rowlock.toml: only what is for testing changes here. */
  readonly declared: boolean;
}

export interface WebhookDelivery {
  readonly endpoint_id: string;
  readonly status: "pending" | "delivered" | "failed";
  readonly attempts: number;
  readonly next_attempt_at: number | null;
}

export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly payload: object;
  readonly deliveries: readonly WebhookDelivery[];
  /** Milliseconds since 1970, as all times here. */
  readonly created_at: number;
}

export interface WebhookAttempt {
  readonly id: string;
  readonly endpoint_id: string;
  readonly number: number;
  readonly response_status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
  readonly created_at: number;
}

export const WEBHOOKS = ["clerk", "webhooks"] as const;
const LIVE_MS = 3000;

export const endpointsQuery = queryOptions({
  queryKey: [...WEBHOOKS, "endpoints"],
  queryFn: ({ signal }) =>
    callClerk<ClerkPage<WebhookEndpoint>>("/v1/rowlock/webhook_endpoints", { signal }),
});

export const webhookMessagesQuery = queryOptions({
  queryKey: [...WEBHOOKS, "messages"],
  queryFn: ({ signal }) =>
    callClerk<ClerkPage<WebhookMessage>>("/v1/rowlock/webhook_messages?limit=50", { signal }),
  refetchInterval: LIVE_MS,
});

export function webhookMessageQuery(id: string) {
  return queryOptions({
    queryKey: [...WEBHOOKS, "message", id],
    queryFn: ({ signal }) =>
      callClerk<WebhookMessage & { readonly attempts: readonly WebhookAttempt[] }>(
        `/v1/rowlock/webhook_messages/${encodeURIComponent(id)}`,
        { signal },
      ),
    refetchInterval: LIVE_MS,
  });
}

export const eventTypesQuery = queryOptions({
  queryKey: [...WEBHOOKS, "types"],
  queryFn: async ({ signal }) =>
    (await callClerk<ClerkPage<string>>("/v1/rowlock/webhook_event_types", { signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
});
