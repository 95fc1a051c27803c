// What one of a client's `postgres_changes` asks for, read from the words it was sent in, and those words as hosted
// repeats them in its answers.
import type { ChangeBinding } from "../ports.ts";
import { type FilterClause, FilterError, readFilter } from "./read-filter.ts";

export type ChangeKind = "INSERT" | "UPDATE" | "DELETE";

export interface Wanted {
  readonly id: number;
  readonly event: ChangeKind | "*";
  /** "*": all. */
  readonly schema: string;
  readonly table: string;
  readonly clauses: readonly FilterClause[];
  /** Undefined: every column. */
  readonly select: readonly string[] | undefined;
}

export type ReadBinding = { readonly wanted: Wanted } | { readonly refusal: string };

export function readBinding(binding: ChangeBinding): ReadBinding {
  const { id, schema, table, filter = "" } = binding;
  const select = binding.select?.length === 0 ? undefined : binding.select;
  const named = { schema: schema ?? "public", table: table ?? "*" };
  const isWide = named.schema === "*" || named.table === "*";
  if ((schema === undefined && table === undefined) || (isWide && filter !== "")) {
    return {
      refusal: `No subscription params provided. Please provide at least a \`schema\` or \`table\` to subscribe to: ${inspect(binding)}`,
    };
  }
  if (isWide && select !== undefined) {
    return {
      refusal:
        "Column selection is not supported for wildcard subscriptions. Provide an explicit schema and table name.",
    };
  }
  try {
    const clauses = readFilter(filter);
    return { wanted: { id, event: readEvent(binding.event), ...named, clauses, select } };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { refusal: `Error parsing \`filter\` params: ${error.message}` };
  }
}

function readEvent(event: string): Wanted["event"] {
  const upper = event.toUpperCase();
  return upper === "INSERT" || upper === "UPDATE" || upper === "DELETE" ? upper : "*";
}

/** The parameters as they were understood. */
export function describeWanted({ event, schema, table, clauses, select }: Wanted): string {
  const filters = clauses.map(
    ({ column, operator, value, negated }) =>
      `{${[column, operator, value].map((part) => JSON.stringify(part)).join(", ")}, ${negated}}`,
  );
  const columns = select?.map((name) => JSON.stringify(name)).join(", ");
  return `[event: ${event}, schema: ${schema}, table: ${table}, filters: [${filters.join(", ")}], select: ${columns === undefined ? "nil" : `[${columns}]`}]`;
}

function inspect({ event, schema, table, filter }: ChangeBinding): string {
  const parts = Object.entries({ event, schema, table, filter }).flatMap(([name, value]) =>
    value === undefined ? [] : `${JSON.stringify(name)} => ${JSON.stringify(value)}`,
  );
  return `%{${parts.join(", ")}}`;
}
