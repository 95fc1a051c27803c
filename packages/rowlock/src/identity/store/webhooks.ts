// Webhook endpoints, the messages for them, deliveries that are due, and the log of attempts.
import { param, sql } from "../../sql/fragment.ts";
import { type Page, when, whereAll } from "./conditions.ts";
import { json, number, numberOrNull, only, type Queryable } from "./identity-database.ts";

/** Misbehaviour on purpose, to test a handler: each is the share of deliveries that it strikes, 0 to 1. */
export interface WebhookFaults {
  /** Not sent, and counted as failed. */
  readonly fail?: number | undefined;
  /** Sent, but its answer counts as lost: it is sent again. */
  readonly lose_answer?: number | undefined;
  /** Sent twice in a row. */
  readonly duplicate?: number | undefined;
  /** Held back for up to `reorder_ms`, so that later ones overtake it. */
  readonly reorder?: number | undefined;
  readonly reorder_ms?: number | undefined;
  /** Every delivery waits so long. */
  readonly delay_ms?: number | undefined;
}

export interface WebhookEndpointRow {
  readonly id: string;
  readonly url: string;
  /** Event types, or groups such as `user.*`; none: all. */
  readonly events: readonly string[];
  readonly signing_secret: string;
  readonly enabled: boolean;
  readonly faults: WebhookFaults;
  readonly declared: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface WebhookMessageRow {
  readonly id: string;
  readonly type: string;
  /** The body as it is sent: signatures are over these bytes. */
  readonly payload: string;
  readonly created_at: number;
}

export interface DueDelivery {
  readonly message_id: string;
  readonly endpoint_id: string;
  readonly attempts: number;
  /** It was held back on purpose already. */
  readonly held: boolean;
  readonly type: string;
  readonly payload: string;
}

export interface WebhookAttemptRow {
  readonly id: string;
  readonly message_id: string;
  readonly endpoint_id: string;
  readonly number: number;
  readonly response_status: number | null;
  /** Why there was no answer, or what was done on purpose. */
  readonly error: string | null;
  readonly duration_ms: number;
  readonly created_at: number;
}

export async function listWebhookEndpoints(
  database: Queryable,
): Promise<readonly WebhookEndpointRow[]> {
  return database.query<WebhookEndpointRow>(
    sql`select * from webhook_endpoints order by created_at, id collate "C"`,
  );
}

/** Writes an endpoint whole: new, or in place of the one with its id. */
export async function saveWebhookEndpoint(
  database: Queryable,
  endpoint: WebhookEndpointRow,
): Promise<void> {
  await database.query(sql`
    insert into webhook_endpoints (id, url, events, signing_secret, enabled, faults, declared, created_at, updated_at)
    values (${param(endpoint.id)}, ${param(endpoint.url)}, ${json(endpoint.events)},
      ${param(endpoint.signing_secret)}, ${param(String(endpoint.enabled))}, ${json(endpoint.faults)},
      ${param(String(endpoint.declared))}, ${number(endpoint.created_at)}, ${number(endpoint.updated_at)})
    on conflict (id) do update set url = excluded.url, events = excluded.events,
      signing_secret = excluded.signing_secret, enabled = excluded.enabled, faults = excluded.faults,
      declared = excluded.declared, updated_at = excluded.updated_at`);
}

export async function deleteWebhookEndpoint(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from webhook_endpoints where id = ${param(id)}`);
}

export async function insertWebhookMessage(
  database: Queryable,
  message: WebhookMessageRow,
): Promise<void> {
  await database.query(sql`
    insert into webhook_messages (id, type, payload, created_at)
    values (${param(message.id)}, ${param(message.type)}, ${param(message.payload)}, ${number(message.created_at)})`);
}

/** Makes a message due for an endpoint: for the first time, or again. */
export async function scheduleDelivery(
  database: Queryable,
  delivery: { readonly messageId: string; readonly endpointId: string; readonly at: number },
): Promise<void> {
  await database.query(sql`
    insert into webhook_deliveries (message_id, endpoint_id, next_attempt_at)
    values (${param(delivery.messageId)}, ${param(delivery.endpointId)}, ${number(delivery.at)})
    on conflict (message_id, endpoint_id) do update
      set status = 'pending', next_attempt_at = excluded.next_attempt_at, claimed_until = null`);
}

/** Takes deliveries that are due, oldest first; nobody else gets them until `claimedUntil`. */
export async function claimDeliveries(
  database: Queryable,
  options: {
    readonly endpointId: string;
    readonly now: number;
    readonly claimedUntil: number;
    readonly limit: number;
  },
): Promise<readonly DueDelivery[]> {
  const now = number(options.now);
  const claimed = await database.query<DueDelivery>(sql`
    update webhook_deliveries d set claimed_until = ${number(options.claimedUntil)}
    from (
      select message_id from webhook_deliveries
      where endpoint_id = ${param(options.endpointId)} and status = 'pending' and next_attempt_at <= ${now}
        and (claimed_until is null or claimed_until <= ${now})
      order by next_attempt_at, message_id collate "C" limit ${number(options.limit)}
      for update skip locked
    ) due
    join webhook_messages m on m.id = due.message_id
    where d.message_id = due.message_id and d.endpoint_id = ${param(options.endpointId)}
    returning d.message_id, d.endpoint_id, d.attempts, d.held, m.type, m.payload`);
  return claimed.toSorted((a, b) => (a.message_id < b.message_id ? -1 : 1));
}

/** What a process that was killed had taken is free again. */
export async function releaseClaims(database: Queryable): Promise<void> {
  await database.query(
    sql`update webhook_deliveries set claimed_until = null where claimed_until is not null`,
  );
}

export async function insertAttempt(
  database: Queryable,
  attempt: WebhookAttemptRow,
): Promise<void> {
  await database.query(sql`
    insert into webhook_attempts (id, message_id, endpoint_id, number, response_status, error, duration_ms, created_at)
    values (${param(attempt.id)}, ${param(attempt.message_id)}, ${param(attempt.endpoint_id)},
      ${number(attempt.number)}, ${numberOrNull(attempt.response_status)}, ${param(attempt.error)},
      ${number(attempt.duration_ms)}, ${number(attempt.created_at)})`);
}

/** Notes how an attempt ended. */
export async function settleDelivery(
  database: Queryable,
  delivery: {
    readonly messageId: string;
    readonly endpointId: string;
    readonly attempts: number;
    readonly status: "pending" | "delivered" | "failed";
    readonly nextAttemptAt: number | null;
  },
): Promise<void> {
  await database.query(sql`
    update webhook_deliveries set status = ${param(delivery.status)}, attempts = ${number(delivery.attempts)},
      next_attempt_at = ${numberOrNull(delivery.nextAttemptAt)}, claimed_until = null
    where message_id = ${param(delivery.messageId)} and endpoint_id = ${param(delivery.endpointId)}`);
}

/** Puts a delivery off on purpose, once. */
export async function holdDelivery(
  database: Queryable,
  delivery: { readonly messageId: string; readonly endpointId: string; readonly until: number },
): Promise<void> {
  await database.query(sql`
    update webhook_deliveries set held = true, next_attempt_at = ${number(delivery.until)}, claimed_until = null
    where message_id = ${param(delivery.messageId)} and endpoint_id = ${param(delivery.endpointId)}`);
}

/** When the next delivery is due; undefined when none waits. */
export async function nextDue(database: Queryable): Promise<number | undefined> {
  const [row] = await database.query<{ due: number | null }>(sql`
    select min(greatest(next_attempt_at, coalesce(claimed_until, 0))) as due
    from webhook_deliveries where status = 'pending'`);
  return row?.due ?? undefined;
}

export interface WebhookDeliveryRow {
  readonly endpoint_id: string;
  readonly status: "pending" | "delivered" | "failed";
  readonly attempts: number;
  readonly next_attempt_at: number | null;
}

export interface LoggedMessage extends WebhookMessageRow {
  readonly deliveries: readonly WebhookDeliveryRow[];
}

/** Which messages a list is about; absent parts ask for nothing. */
export interface WebhookMessageFilter {
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly endpointId?: string | undefined;
  /** The state of a delivery. */
  readonly status?: string | undefined;
}

/** Newest first. */
export async function listWebhookMessages(
  database: Queryable,
  { filter, ...page }: Page & { readonly filter: WebhookMessageFilter },
): Promise<{ readonly data: readonly LoggedMessage[]; readonly total: number }> {
  const delivery = [
    ...when(filter.endpointId, (id) => sql`d.endpoint_id = ${param(id)}`),
    ...when(filter.status, (status) => sql`d.status = ${param(status)}`),
  ];
  const where = whereAll([
    ...when(filter.id, (id) => sql`m.id = ${param(id)}`),
    ...when(filter.type, (type) => sql`m.type = ${param(type)}`),
    ...delivery.map(
      (condition) =>
        sql`exists (select from webhook_deliveries d where d.message_id = m.id and ${condition})`,
    ),
  ]);
  const data = await database.query<LoggedMessage>(sql`
    select m.*, coalesce((
      select jsonb_agg(jsonb_build_object('endpoint_id', d.endpoint_id, 'status', d.status,
        'attempts', d.attempts, 'next_attempt_at', d.next_attempt_at) order by d.endpoint_id)
      from webhook_deliveries d where d.message_id = m.id
    ), '[]') as deliveries
    from webhook_messages m ${where} order by m.created_at desc, m.id collate "C" desc
    limit ${number(page.limit)} offset ${number(page.offset)}`);
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from webhook_messages m ${where}`,
  );
  return { data, total: only(counted).count };
}

export async function listAttempts(
  database: Queryable,
  messageId: string,
): Promise<readonly WebhookAttemptRow[]> {
  return database.query<WebhookAttemptRow>(sql`
    select * from webhook_attempts where message_id = ${param(messageId)} order by created_at, number, id collate "C"`);
}

/** The endpoints that a message went to, or is to go to. */
export async function findReceivers(
  database: Queryable,
  messageId: string,
): Promise<readonly string[]> {
  const rows = await database.query<{ endpoint_id: string }>(sql`
    select endpoint_id from webhook_deliveries where message_id = ${param(messageId)}`);
  return rows.map(({ endpoint_id }) => endpoint_id);
}
