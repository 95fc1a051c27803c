// A change as a client is told of it: JSON text, put together from PostgreSQL's own JSON of each value.
import type { LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import type { LoggedChange } from "../log/change-queue.ts";
import type { RowReading } from "./read-rows.ts";

export interface DataOptions {
  readonly change: LoggedChange;
  readonly facts: LoggedTableFacts;
  /** The columns that may be told. */
  readonly shown: ReadonlySet<string>;
  readonly row: RowReading | undefined;
  readonly old: RowReading | undefined;
  /** Whether a deleted row is told by its primary key alone. */
  readonly keyOnly: boolean;
  readonly isTooLarge: boolean;
}

/** Of a change that is too large, a value that is longer is left out; as hosted. */
export const LARGE_VALUE_BYTES = 64;

export function writeData(options: DataOptions): string {
  const { change, facts, shown, row, isTooLarge } = options;
  const columns = facts.columns
    .filter(({ name }) => shown.has(name))
    .map(({ name, type }) => `{"name":${JSON.stringify(name)},"type":${JSON.stringify(type)}}`);
  const parts = [head(change), `"columns":[${columns.join(",")}]`];
  if (change.kind !== "DELETE") {
    parts.push(`"record":${writeRecord(options, (name) => row?.values.get(name))}`);
  }
  if (change.kind !== "INSERT")
    parts.push(`"old_record":${writeRecord(options, oldValue(options))}`);
  parts.push(`"errors":${isTooLarge ? '["Error 413: Payload Too Large"]' : "null"}`);
  return `{${parts.join(",")}}`;
}

/** A change of which nothing can be told but that there was one. */
export function writeRefusal(change: LoggedChange, error: string): string {
  const old = change.kind === "UPDATE" ? ',"old_record":{}' : "";
  return `{${head(change)},"columns":[],"record":{}${old},"errors":[${JSON.stringify(error)}]}`;
}

function head({ kind, table, committedAt }: LoggedChange): string {
  return `"schema":${JSON.stringify(table.schema)},"table":${JSON.stringify(table.name)},"type":"${kind}","commit_timestamp":"${new Date(committedAt).toISOString()}"`;
}

/** The old row where the log tells it; else its identity, which did not change. */
function oldValue({ change, facts, row, old, keyOnly }: DataOptions) {
  const identity = new Set(
    change.table.columns.filter(({ isIdentity }) => isIdentity).map(({ name }) => name),
  );
  return (name: string): string | undefined => {
    if (change.kind === "DELETE") {
      return keyOnly && !facts.key.includes(name) ? undefined : old?.values.get(name);
    }
    const kept = identity.has(name) ? row?.values.get(name) : undefined;
    return old?.values.get(name) ?? (change.table.fullIdentity ? undefined : kept);
  };
}

function writeRecord(
  { change, shown, isTooLarge }: DataOptions,
  tell: (name: string) => string | undefined,
): string {
  const members = change.table.columns.flatMap(({ name }) => {
    const value = shown.has(name) ? tell(name) : undefined;
    if (value === undefined || (isTooLarge && Buffer.byteLength(value) > LARGE_VALUE_BYTES))
      return [];
    return `${JSON.stringify(name)}:${value}`;
  });
  return `{${members.join(",")}}`;
}
