// What of a request decides its SQL (the shape), apart from the values that are bound to it.
// INVARIANT: two requests with the same shape text differ in nothing but the values at the same slots.
import type { SqlValue } from "../../sql/fragment.ts";

/** The place of a value among the values of its request. */
export type Slot = number;

const EMPTY = { shape: "", values: [] };

/** Collects a request's shape and its values while the request is read. */
export class ShapeWriter {
  #text: string;
  readonly #values: SqlValue[];

  /** Goes on after what was written before, and leaves that as it is. */
  constructor(before: { readonly shape: string; readonly values: readonly SqlValue[] } = EMPTY) {
    this.#text = before.shape;
    this.#values = [...before.values];
  }

  /** Adds what decides the SQL. Parts are kept apart by a character that none of them holds unescaped. */
  add(...parts: readonly (string | number | boolean | undefined)[]): void {
    for (const part of parts) {
      const text = part === undefined ? "" : String(part);
      this.#text += `${text.length}:${text}`;
    }
  }

  /** Adds a value that is bound; the shape only says that there is one. */
  bind(value: SqlValue): Slot {
    this.#text += "$";
    return this.#values.push(value) - 1;
  }

  get text(): string {
    return this.#text;
  }

  get values(): readonly SqlValue[] {
    return this.#values;
  }
}
