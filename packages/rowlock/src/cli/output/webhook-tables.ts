// Webhook endpoints, messages and attempts as lines of a terminal.
import type {
  LoggedMessage,
  WebhookAttemptRow,
  WebhookEndpointRow,
  WebhookFaults,
} from "../../identity/store/webhooks.ts";
import { minuteOf, renderColumns } from "./columns.ts";

export type Endpoint = Omit<WebhookEndpointRow, "signing_secret">;

/** A message as the Backend API tells of it. */
export type Message = Omit<LoggedMessage, "payload"> & { readonly payload: object };

export const DELIVERY_STATUSES = ["pending", "delivered", "failed"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface CountedEndpoint extends Endpoint {
  readonly counts: Readonly<Record<DeliveryStatus, number>>;
}

export function renderEndpoints(endpoints: readonly CountedEndpoint[]): readonly string[] {
  return renderColumns([
    ["ENDPOINT", "EVENTS", "DELIVERED", "PENDING", "FAILED", "ID"],
    ...endpoints.map(({ url, enabled, events, counts, id }) => [
      enabled ? url : `${url} (off)`,
      events.length === 0 ? "all" : events.join(" "),
      `${counts.delivered}`,
      `${counts.pending}`,
      `${counts.failed}`,
      id,
    ]),
  ]);
}

export function renderMessages(messages: readonly Message[]): readonly string[] {
  return renderColumns([
    ["WHEN", "EVENT", "DELIVERY", "ATTEMPTS", "ID"],
    ...messages.flatMap(({ created_at, type, deliveries, id }) =>
      deliveries.map(({ status, attempts }) => [
        minuteOf(created_at),
        type,
        status,
        `${attempts}`,
        id,
      ]),
    ),
  ]);
}

export function renderAttempts(attempts: readonly WebhookAttemptRow[]): readonly string[] {
  return renderColumns([
    ["ATTEMPT", "WHEN", "ANSWER", "TOOK", "ENDPOINT"],
    ...attempts.map((attempt) => [
      `${attempt.number}`,
      new Date(attempt.created_at).toISOString().slice(0, 19).replace("T", " "),
      attempt.error ?? `${attempt.response_status}`,
      `${attempt.duration_ms} ms`,
      attempt.endpoint_id,
    ]),
  ]);
}

/** Such as `fails 30 %, waits 200 ms`; nothing on purpose: undefined. */
export function describeFaults(faults: WebhookFaults): string | undefined {
  const parts = [
    share("fails", faults.fail),
    share("loses the answer of", faults.lose_answer),
    share("duplicates", faults.duplicate),
    share("reorders", faults.reorder),
    faults.delay_ms ? `waits ${faults.delay_ms} ms` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}

function share(verb: string, part: number | undefined): string | undefined {
  return part ? `${verb} ${Math.round(part * 100)} %` : undefined;
}
