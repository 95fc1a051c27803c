// Who hears of changes, as the feed keeps it.
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import type { LoggedTable } from "../log/decode-message.ts";
import type { ChangeSubscriber } from "../ports.ts";
import type { Wanted } from "./read-binding.ts";

export interface Subscription {
  /** Empty until it was looked at. */
  wanted: readonly Wanted[];
  readonly subscriber: ChangeSubscriber;
  hearer: VerifiedToken;
  /** Whether changes reach it: not before it was looked at, nor after it was closed or found at fault. */
  isActive: boolean;
  /** What it was told last. */
  status: "ok" | "error" | undefined;
}

/** A subscription with those of its bindings that a table's changes may concern. */
export interface Interest {
  readonly subscription: Subscription;
  /** Whoever it was when the changes were looked at. */
  readonly hearer: VerifiedToken;
  readonly wanted: readonly Wanted[];
}

export interface Subscriptions extends Iterable<Subscription> {
  readonly size: number;
  has(subscription: Subscription): boolean;
  add(subscription: Subscription): void;
  /** Nothing reaches it any more. */
  remove(subscription: Subscription): void;
  setActive(subscription: Subscription, isActive: boolean): void;
  /** Those whom changes of a table concern. */
  interestedIn(table: LoggedTable): readonly Interest[];
  /** Whether there are any. Asked of each change, so what it was is remembered. */
  wants(table: LoggedTable): boolean;
}

export function createSubscriptions(): Subscriptions {
  const all = new Set<Subscription>();
  let wanted = new WeakMap<LoggedTable, boolean>();

  function setActive(subscription: Subscription, isActive: boolean): void {
    subscription.isActive = isActive;
    wanted = new WeakMap();
  }

  function interestedIn(table: LoggedTable): readonly Interest[] {
    const interests: Interest[] = [];
    for (const subscription of all) {
      if (!subscription.isActive) continue;
      const meant = subscription.wanted.filter((one) => isMeant(one, table));
      if (meant.length > 0) {
        interests.push({ subscription, hearer: subscription.hearer, wanted: meant });
      }
    }
    return interests;
  }

  return {
    [Symbol.iterator]: () => all[Symbol.iterator](),
    get size() {
      return all.size;
    },
    has: (subscription) => all.has(subscription),
    add: (subscription) => all.add(subscription),
    remove(subscription) {
      all.delete(subscription);
      setActive(subscription, false);
    },
    setActive,
    interestedIn,
    wants(table) {
      const known = wanted.get(table) ?? interestedIn(table).length > 0;
      wanted.set(table, known);
      return known;
    },
  };
}

function isMeant(wanted: Wanted, { schema, name }: LoggedTable): boolean {
  return (
    (wanted.schema === "*" || wanted.schema === schema) &&
    (wanted.table === "*" || wanted.table === name)
  );
}
