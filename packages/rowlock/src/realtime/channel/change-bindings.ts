// The `postgres_changes` of a join: what goes back to the client, which compares it field by field with what it sent, and
// what goes to the feed.
import { hash } from "node:crypto";
import type { ChangeBinding } from "../ports.ts";
import { isRecord } from "./join-config.ts";

export interface ReadBindings {
  /** Each as it was sent, with its id. */
  readonly echo: readonly object[];
  readonly bindings: readonly ChangeBinding[];
}

export function readBindings(sent: readonly unknown[]): ReadBindings {
  const known = sent
    .filter(isRecord)
    .map((given) => ({ given: withoutNulls(given), binding: bindingOf(given) }));
  return {
    echo: known.map(({ given, binding }) => ({ ...given, id: binding.id })),
    bindings: known.map(({ binding }) => binding),
  };
}

function withoutNulls(given: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

function bindingOf(given: Readonly<Record<string, unknown>>): ChangeBinding {
  const { select } = given;
  const parameters = {
    event: text(given.event) ?? "*",
    schema: text(given.schema),
    table: text(given.table),
    filter: text(given.filter),
    select: Array.isArray(select) ? select.filter((name) => typeof name === "string") : undefined,
  };
  return { ...parameters, id: idOf(parameters) };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Equal parameters, equal id; it fits into what every client takes for an integer. */
function idOf(parameters: object): number {
  return Number.parseInt(hash("sha256", JSON.stringify(parameters), "hex").slice(0, 7), 16);
}
