// One unit of work: a transaction, the moment at which it happens, and the events that it causes. Events are written
// in the same transaction, so a webhook never tells of what was undone and never misses what was done.
import type { Addresses } from "./addresses.ts";
import type { Instance } from "./instance.ts";
import { type IdKind, newSecret } from "./new-id.ts";
import type { Settings } from "./settings.ts";
import type { Queryable } from "./store/identity-database.ts";
import { insertWebhookMessage, scheduleDelivery } from "./store/webhooks.ts";
import type { EventType } from "./webhooks/event-types.ts";

export interface Work extends Queryable {
  readonly instance: Instance;
  /** The moment of the whole work, in milliseconds. */
  readonly now: number;
  readonly settings: Settings;
  readonly addresses: Addresses;
  newId(kind: IdKind): string;
  newSecret(): string;
  /** Tells of an event; `data` is only asked for when somebody listens. */
  emit(type: EventType, data: () => Promise<object> | object): Promise<void>;
}

/** Runs work in one transaction, and wakes the webhooks when it told of something. */
export async function transact<T>(instance: Instance, job: (work: Work) => Promise<T>): Promise<T> {
  const now = instance.clock();
  const { random } = instance;
  let told = false;
  try {
    return await instance.database.transaction((transaction) =>
      job({
        query: transaction.query,
        instance,
        now,
        settings: instance.settings.current(),
        addresses: instance.addresses,
        newId: (kind) => instance.newId(kind, now),
        newSecret: () => newSecret(random),
        async emit(type, data) {
          const endpoints = instance.webhooks.listening(type);
          if (endpoints.length === 0) return;
          told = true;
          const id = instance.newId("webhookMessage", now);
          const payload = JSON.stringify({
            data: await data(),
            event_attributes: { http_request: { client_ip: "", user_agent: "" } },
            instance_id: instance.id,
            object: "event",
            timestamp: now,
            type,
          });
          await insertWebhookMessage(transaction, { id, type, payload, created_at: now });
          for (const endpointId of endpoints) {
            await scheduleDelivery(transaction, { messageId: id, endpointId, at: now });
          }
        },
      }),
    );
  } finally {
    if (told) instance.webhooks.wake();
  }
}
