// One due delivery: held back or made to fail when a switch says so, else sent; then written down, with the next
// attempt's moment when it did not succeed.
import type { IdentityLog } from "../identity-log.ts";
import type { NewId, RandomBytes } from "../new-id.ts";
import type { IdentityDatabase } from "../store/identity-database.ts";
import {
  type DueDelivery,
  holdDelivery,
  insertAttempt,
  settleDelivery,
  type WebhookEndpointRow,
} from "../store/webhooks.ts";
import { type DeliveryAttempt, deliver } from "./deliver.ts";

const TIMEOUT_MS = 15_000;
const REORDER_MS = 2_000;

export interface AttemptOptions {
  readonly endpoint: WebhookEndpointRow;
  readonly database: IdentityDatabase;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly newId: NewId;
  readonly fetch: typeof fetch;
  readonly log: IdentityLog;
  readonly retrySeconds: readonly number[];
  /** Aborted when the service stops: the attempt then counts as never made. */
  readonly signal: AbortSignal;
}

export async function attemptDelivery(
  delivery: DueDelivery,
  options: AttemptOptions,
): Promise<void> {
  const { endpoint, clock, random, signal } = options;
  const { faults } = endpoint;
  const held = holdBack(delivery, options);
  if (held > 0) {
    await holdDelivery(options.database, {
      messageId: delivery.message_id,
      endpointId: delivery.endpoint_id,
      until: clock() + held,
    });
    return;
  }
  const strikes = (share: number | undefined) => chance(random) < (share ?? 0);
  const result: DeliveryAttempt = strikes(faults.fail)
    ? { delivered: false, status: null, error: "failed on purpose", durationMs: 0 }
    : await send(delivery, options);
  if (signal.aborted && !result.delivered) return;
  if (result.delivered && strikes(faults.duplicate)) await send(delivery, options);
  const lost = result.delivered && strikes(faults.lose_answer);
  await record(delivery, {
    ...options,
    result: lost ? { ...result, delivered: false, error: "answer lost on purpose" } : result,
  });
}

function send(delivery: DueDelivery, options: AttemptOptions): Promise<DeliveryAttempt> {
  return deliver({
    url: options.endpoint.url,
    secret: options.endpoint.signing_secret,
    messageId: delivery.message_id,
    payload: delivery.payload,
    now: options.clock(),
    fetch: options.fetch,
    timeoutMs: TIMEOUT_MS,
    signal: options.signal,
  });
}

async function record(
  delivery: DueDelivery,
  { result, ...options }: AttemptOptions & { readonly result: DeliveryAttempt },
): Promise<void> {
  const { database } = options;
  const now = options.clock();
  const number = delivery.attempts + 1;
  await insertAttempt(database, {
    id: options.newId("webhookAttempt", now),
    message_id: delivery.message_id,
    endpoint_id: delivery.endpoint_id,
    number,
    response_status: result.status,
    error: result.error,
    duration_ms: result.durationMs,
    created_at: now,
  });
  const wait = options.retrySeconds[delivery.attempts];
  const retried = !result.delivered && wait !== undefined;
  await settleDelivery(database, {
    messageId: delivery.message_id,
    endpointId: delivery.endpoint_id,
    attempts: number,
    status: result.delivered ? "delivered" : retried ? "pending" : "failed",
    nextAttemptAt: retried ? now + wait * 1000 : null,
  });
  options.log({
    kind: "webhook_attempt",
    messageId: delivery.message_id,
    type: delivery.type,
    url: options.endpoint.url,
    outcome: result.delivered ? `answered ${result.status}` : (result.error ?? "failed"),
  });
}

/** How long a first attempt is held back, in milliseconds: by a delay, or so that later ones overtake it. */
function holdBack(delivery: DueDelivery, { endpoint: { faults }, random }: AttemptOptions): number {
  if (delivery.attempts > 0 || delivery.held) return 0;
  const reordered = chance(random) < (faults.reorder ?? 0);
  const reorder = reordered ? chance(random) * (faults.reorder_ms ?? REORDER_MS) : 0;
  return Math.ceil((faults.delay_ms ?? 0) + reorder);
}

function chance(random: RandomBytes): number {
  return Buffer.from(random(4)).readUInt32BE(0) / 2 ** 32;
}
