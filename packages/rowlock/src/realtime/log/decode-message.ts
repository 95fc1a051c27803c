// The messages of PostgreSQL's output plugin pgoutput, protocol version 1, which tells transactions only once they are
// committed, and values as text.
// https://www.postgresql.org/docs/17/protocol-logicalrep-message-formats.html
import { ByteCursor } from "./byte-cursor.ts";
import type { Lsn } from "./lsn.ts";

export interface LoggedColumn {
  readonly name: string;
  /** Whether it is part of the replica identity. */
  readonly isIdentity: boolean;
}

/** A table as it was when the changes were made. A new one is told after each change of the table itself. */
export interface LoggedTable {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** Whether old rows are told whole. */
  readonly fullIdentity: boolean;
  readonly columns: readonly LoggedColumn[];
}

/**
 * Values in the order of the columns. Undefined: not told, because a large value did not change and the old row is not
 * known, or because it is no part of the key.
 */
export type LoggedRow = readonly (string | null | undefined)[];

export type LogMessage =
  | {
      readonly kind: "begin";
      readonly commit: Lsn;
      readonly committedAt: number;
      /** 32 bits of its number. */
      readonly transaction: number;
    }
  | { readonly kind: "commit"; readonly end: Lsn }
  | { readonly kind: "table"; readonly table: LoggedTable }
  | { readonly kind: "insert"; readonly oid: number; readonly row: LoggedRow }
  | {
      readonly kind: "update";
      readonly oid: number;
      readonly row: LoggedRow;
      /** Whole, or its identity where that changed; else undefined. */
      readonly old: LoggedRow | undefined;
    }
  | { readonly kind: "delete"; readonly oid: number; readonly old: LoggedRow }
  /** Of a table that nobody asks for. */
  | { readonly kind: "unwanted" }
  | { readonly kind: "other" };

/** PostgreSQL counts microseconds from 2000 on. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

export function toMilliseconds(time: bigint): number {
  return Number(time / 1000n) + EPOCH_MS;
}

/** `wants` is asked of the table's OID before a row is read. @throws RangeError when a message is not whole */
export function decodeMessage(bytes: Buffer, wants: (oid: number) => boolean): LogMessage {
  const cursor = new ByteCursor(bytes);
  switch (cursor.letter()) {
    case "B":
      return {
        kind: "begin",
        commit: cursor.int64(),
        committedAt: toMilliseconds(cursor.int64()),
        transaction: cursor.int32() >>> 0,
      };
    case "C": {
      cursor.byte();
      cursor.int64();
      return { kind: "commit", end: cursor.int64() };
    }
    case "R":
      return { kind: "table", table: readTable(cursor) };
    case "I": {
      const oid = cursor.int32();
      if (!wants(oid)) return { kind: "unwanted" };
      cursor.letter();
      return { kind: "insert", oid, row: readRow(cursor) };
    }
    case "U":
      return readUpdate(cursor, wants);
    case "D": {
      const oid = cursor.int32();
      if (!wants(oid)) return { kind: "unwanted" };
      const isKey = cursor.letter() === "K";
      return { kind: "delete", oid, old: readOldRow(cursor, isKey) };
    }
    default:
      return { kind: "other" };
  }
}

function readUpdate(cursor: ByteCursor, wants: (oid: number) => boolean): LogMessage {
  const oid = cursor.int32();
  if (!wants(oid)) return { kind: "unwanted" };
  const letter = cursor.letter();
  if (letter === "N") return { kind: "update", oid, row: readRow(cursor), old: undefined };
  const old = readOldRow(cursor, letter === "K");
  cursor.letter();
  const row = readRow(cursor).map((value, index) => (value === undefined ? old[index] : value));
  return { kind: "update", oid, row, old };
}

function readTable(cursor: ByteCursor): LoggedTable {
  const oid = cursor.int32();
  const schema = cursor.text() || "pg_catalog";
  const name = cursor.text();
  const fullIdentity = cursor.letter() === "f";
  const columns = Array.from({ length: cursor.int16() }, () => {
    const isIdentity = (cursor.byte() & 1) === 1;
    const column = { name: cursor.text(), isIdentity };
    cursor.int32();
    cursor.int32();
    return column;
  });
  return { oid, schema, name, fullIdentity, columns };
}

function readRow(cursor: ByteCursor): LoggedRow {
  return Array.from({ length: cursor.int16() }, () => {
    const letter = cursor.letter();
    if (letter === "t") return cursor.countedText();
    return letter === "n" ? null : undefined;
  });
}

/** Of a key the other columns come as NULL, which says nothing of them. */
function readOldRow(cursor: ByteCursor, isKey: boolean): LoggedRow {
  const row = readRow(cursor);
  return isKey ? row.map((value) => value ?? undefined) : row;
}
