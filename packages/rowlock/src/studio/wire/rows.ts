// The Table Editor's rows: pages by key, filters and sorts as data, edits by the row's key.
import * as z from "zod";
import type { Cell, ResultColumn } from "./query.ts";
import type { RowKey } from "./schema.ts";

const name = z.string().min(1).max(63);
const relation = { schema: name, table: name };

export const FILTER_OPERATORS = [
  "eq",
  "neq",
  "gt",
  "gte",
  "lt",
  "lte",
  "like",
  "ilike",
  "in",
  "is-null",
  "is-not-null",
] as const;

export const filterSchema = z.object({
  column: name,
  operator: z.enum(FILTER_OPERATORS),
  /** A list for `in`, parted by commas; nothing for the null tests. */
  value: z.string().default(""),
});

export const sortSchema = z.object({ column: name, ascending: z.boolean() });

/** Where a page begins: the sort values and key of the row beside it. */
const cursorSchema = z.object({
  direction: z.enum(["after", "before"]),
  values: z.array(z.string().nullable()).min(1),
});

const selection = {
  ...relation,
  filters: z.array(filterSchema).max(50).default([]),
  sort: z.array(sortSchema).max(10).default([]),
};

export const readRowsSchema = z.object({
  ...selection,
  limit: z.number().int().min(1).max(500).default(100),
  /** By key: as quick at the end of a large table as at its beginning. */
  cursor: cursorSchema.optional(),
  /** For what has no key, such as views. */
  offset: z.number().int().min(0).default(0),
  /** The last page, read from the end. */
  last: z.boolean().default(false),
});

export const countRowsSchema = z.object({
  ...selection,
  /** True: count them all, however long it takes; false: the planner's estimate where they are many. */
  exact: z.boolean().default(false),
});

/** The key's values as texts, in the order of `RowKey.columns`; one `ctid` where there is no key. */
const keySchema = z.array(z.string()).min(1).max(32);

/** A text in PostgreSQL's own form, NULL, or the column's default. */
const newValue = z.union([z.string(), z.null(), z.object({ default: z.literal(true) })]);
const newValues = z.record(name, newValue);

export const insertRowSchema = z.object({ ...relation, values: newValues });
export const updateRowSchema = z.object({
  ...relation,
  key: keySchema,
  values: newValues.refine((values) => Object.keys(values).length > 0, "Nothing is different"),
});
export const deleteRowsSchema = z.object({
  ...relation,
  keys: z.array(keySchema).min(1).max(1000),
});
export const readCellSchema = z.object({ ...relation, key: keySchema, column: name });

/** Who looks: a Clerk user, or nobody signed in. */
export const viewAsSchema = z.object({
  ...selection,
  as: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("anon") }),
    z.object({ kind: z.literal("user"), userId: z.string().min(1).max(100) }),
  ]),
  limit: z.number().int().min(1).max(500).default(100),
  offset: z.number().int().min(0).default(0),
});

export type Filter = z.output<typeof filterSchema>;
export type FilterOperator = Filter["operator"];
export type Sort = z.output<typeof sortSchema>;
export type Cursor = z.output<typeof cursorSchema>;
export type ReadRows = z.output<typeof readRowsSchema>;
export type ReadRowsInput = z.input<typeof readRowsSchema>;
export type CountRows = z.output<typeof countRowsSchema>;
export type CountRowsInput = z.input<typeof countRowsSchema>;
export type InsertRow = z.output<typeof insertRowSchema>;
export type UpdateRow = z.output<typeof updateRowSchema>;
export type DeleteRows = z.output<typeof deleteRowsSchema>;
export type ReadCell = z.output<typeof readCellSchema>;
export type NewValue = z.output<typeof newValue>;
export type ViewAs = z.output<typeof viewAsSchema>;
export type ViewAsInput = z.input<typeof viewAsSchema>;

export interface Row {
  readonly cells: readonly Cell[];
  /** Null where rows can't be told apart. */
  readonly key: readonly string[] | null;
  /** What a cursor beside this row holds; null where pages go by offset. */
  readonly cursor: readonly (string | null)[] | null;
}

export interface RowsPage {
  readonly columns: readonly ResultColumn[];
  readonly rowKey: RowKey;
  readonly rows: readonly Row[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  readonly milliseconds: number;
}

export interface RowCount {
  readonly count: number;
  /** False: what the planner expects. */
  readonly exact: boolean;
}

export interface ViewAsAnswer {
  /** The Data API's status. */
  readonly status: number;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** The Data API's own error, word for word. */
  readonly problem?:
    | {
        readonly code: string;
        readonly message: string;
        readonly details?: string | null | undefined;
        readonly hint?: string | null | undefined;
      }
    | undefined;
  readonly milliseconds: number;
}
