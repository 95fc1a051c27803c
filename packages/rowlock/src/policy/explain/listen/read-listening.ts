// What somebody says they listen to: `listen tasks` or `channel room:1`, as the words of a command.
import { rowlockError } from "../../../errors/registry.ts";
import type { Listening } from "./listening.ts";

export interface ListenWords {
  readonly words: readonly string[];
  readonly event?: string | undefined;
  readonly filter?: string | undefined;
}

const EVENTS = ["*", "INSERT", "UPDATE", "DELETE"] as const;

/** Undefined: it is a request. @throws USAGE */
export function readListening({ words, event = "*", filter }: ListenWords): Listening | undefined {
  const [what, name, ...more] = words;
  if ((what !== "listen" && what !== "channel") || name === undefined || more.length > 0) {
    if (filter === undefined && event === "*") return undefined;
    throw usage("--event and --filter go with a table", "Write rowlock explain listen TABLE");
  }
  if (what === "channel") return { kind: "channel", topic: name.replace(/^realtime:/, "") };
  const asked = EVENTS.find((one) => one === event.toUpperCase());
  if (asked === undefined) {
    throw usage(`--event does not take "${event}"`, `It takes ${EVENTS.join(", ")}`);
  }
  const [schema, table] = name.includes(".") ? splitName(name) : ["public", name];
  return { kind: "changes", schema, table, event: asked, filter: filter ?? null };
}

function splitName(name: string): readonly [schema: string, table: string] {
  const at = name.indexOf(".");
  return [name.slice(0, at), name.slice(at + 1)];
}

function usage(message: string, hint: string) {
  return rowlockError("USAGE", { message, hint });
}
