// Who is present in a room, by the keys that they gave: several may share one. What changed is told as Phoenix tells it,
// each entry with a reference of its own, and an update as a leave and a join that names the reference of before.
import { isDeepStrictEqual } from "node:util";

export type PresencePayload = Readonly<Record<string, unknown>>;

type Meta = PresencePayload & { readonly phx_ref: string };

/** By key. */
export type PresenceState = Readonly<Record<string, { readonly metas: readonly Meta[] }>>;

export interface PresenceChange {
  readonly joins: PresenceState;
  readonly leaves: PresenceState;
}

export interface TrackOptions {
  readonly key: string;
  readonly payload: PresencePayload;
}

export interface Presence<Who> {
  state(): PresenceState;
  /** Undefined: it says what it said before. */
  track(who: Who, options: TrackOptions): PresenceChange | undefined;
  /** Undefined: they were not present. */
  untrack(who: Who): PresenceChange | undefined;
}

interface Entry {
  readonly key: string;
  readonly payload: PresencePayload;
  readonly meta: Meta;
}

export function createPresence<Who>(newRef: () => string): Presence<Who> {
  const entries = new Map<Who, Entry>();
  return {
    state() {
      const state = new Map<string, { metas: Meta[] }>();
      for (const { key, meta } of entries.values()) {
        const there = state.get(key);
        if (there === undefined) state.set(key, { metas: [meta] });
        else there.metas.push(meta);
      }
      return fromKeys(state);
    },
    track(who, { key, payload }) {
      const before = entries.get(who);
      if (before !== undefined && isDeepStrictEqual(before.payload, payload)) return undefined;
      const ref = { phx_ref: newRef() };
      const meta =
        before === undefined
          ? { ...payload, ...ref }
          : { ...payload, ...ref, phx_ref_prev: before.meta.phx_ref };
      const entry = { key, payload, meta };
      entries.set(who, entry);
      return { joins: only(entry), leaves: before === undefined ? {} : only(before) };
    },
    untrack(who) {
      const before = entries.get(who);
      if (before === undefined) return undefined;
      entries.delete(who);
      return { joins: {}, leaves: only(before) };
    },
  };
}

function only({ key, meta }: Entry): PresenceState {
  return fromKeys([[key, { metas: [meta] }]]);
}

/** Keys are clients' own words, `__proto__` among them. */
function fromKeys(entries: Iterable<readonly [string, { readonly metas: Meta[] }]>): PresenceState {
  return Object.fromEntries(entries);
}
