// The rows of realtime.messages that SQL sends: what realtime.send() and broadcast_changes() insert, told once they are
// committed.
import type { StoredMessage } from "../ports.ts";
import type { LoggedRow, LoggedTable } from "./decode-message.ts";

/** Its rows lie in a partition for each day. */
export function isMessageTable({ schema, name }: LoggedTable): boolean {
  return schema === "realtime" && /^messages(_\d{4}_\d\d_\d\d)?$/.test(name);
}

/** Undefined: it is no broadcast. */
export function readStoredMessage(table: LoggedTable, row: LoggedRow): StoredMessage | undefined {
  const read = (name: string) => row[table.columns.findIndex((column) => column.name === name)];
  const [id, topic, event] = [read("id"), read("topic"), read("event")];
  if (read("extension") !== "broadcast" || !id || !topic || typeof event !== "string") {
    return undefined;
  }
  const binary = read("binary_payload");
  return {
    id,
    topic,
    event,
    private: read("private") === "t",
    payload: read("payload") ?? null,
    // PostgreSQL writes bytes as \x and hexadecimal digits.
    binaryPayload: typeof binary === "string" ? Buffer.from(binary.slice(2), "hex") : null,
  };
}
