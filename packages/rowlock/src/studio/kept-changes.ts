// The changes of the schema that were made in Studio and that no migration file holds yet: remembered over restarts until a
// person keeps them as a migration, or lets them go.
import type { ChangeStore, Clock } from "./ports.ts";
import { StudioError } from "./studio-error.ts";
import type { KeptChange } from "./wire/migrations.ts";

export interface KeptChanges {
  /** Oldest first. */
  list(): Promise<readonly KeptChange[]>;
  add(change: Pick<KeptChange, "title" | "statements">): Promise<KeptChange>;
  /** In the order in which they were made. @throws STUDIO_NOT_FOUND when one of them is gone */
  find(ids: readonly string[]): Promise<readonly KeptChange[]>;
  remove(ids: readonly string[]): Promise<void>;
}

export interface KeptChangesOptions {
  readonly store: ChangeStore;
  readonly now: Clock;
  readonly randomId: () => string;
}

export function createKeptChanges({ store, now, randomId }: KeptChangesOptions): KeptChanges {
  // One writer at a time: each waits for the one before.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
  return {
    list: () => inTurn(() => store.load()),
    add: (change) =>
      inTurn(async () => {
        const added = { id: randomId(), at: now(), ...change };
        await store.save([...(await store.load()), added]);
        return added;
      }),
    find: (ids) =>
      inTurn(async () => {
        const found = (await store.load()).filter((change) => ids.includes(change.id));
        if (found.length === new Set(ids).size) return found;
        throw new StudioError("STUDIO_NOT_FOUND", {
          message: "One of these changes is not in the list any more",
          hint: "Reload the page: it may have been kept already",
        });
      }),
    remove: (ids) =>
      inTurn(async () =>
        store.save((await store.load()).filter((change) => !ids.includes(change.id))),
      ),
  };
}
