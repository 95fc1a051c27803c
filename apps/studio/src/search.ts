// What stands behind the question mark of each page's address: read with care, because anybody may have written it.
import type { Filter, FilterOperator, Sort } from "./api/wire.ts";

type Raw = Readonly<Record<string, unknown>>;

function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Leaves out what is not there, so that an address stays short. */
function present<Search extends object>(search: Search): Search {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  ) as Search;
}

export interface TablesSearch {
  /** The form of a new table is open, in this schema. */
  readonly new?: string | undefined;
}

export function readTablesSearch(raw: Raw): TablesSearch {
  return present({ new: text(raw.new) });
}

export const FILTER_OPERATORS = {
  eq: "equals",
  neq: "is not",
  gt: "greater than",
  gte: "at least",
  lt: "less than",
  lte: "at most",
  like: "is like",
  ilike: "is like, any case",
  in: "is one of",
  "is-null": "is NULL",
  "is-not-null": "is not NULL",
} as const satisfies Record<FilterOperator, string>;

const TABLE_FORMS = ["insert", "columns", "protect"] as const;
type TableForm = (typeof TABLE_FORMS)[number];

export interface TableSearch {
  readonly filters?: readonly Filter[] | undefined;
  readonly sort?: readonly Sort[] | undefined;
  /** Whose eyes to look with: `anon`, or a user's id. */
  readonly as?: string | undefined;
  /** Which form is open. */
  readonly form?: TableForm | undefined;
}

export function readTableSearch(raw: Raw): TableSearch {
  const filters = list(raw.filters, readFilter);
  const sort = list(raw.sort, readSort);
  const form = TABLE_FORMS.find((name) => name === raw.form);
  return present({ filters, sort, as: text(raw.as), form });
}

function list<Item>(
  raw: unknown,
  read: (item: Raw) => Item | undefined,
): readonly Item[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const items = raw.flatMap((item: unknown) => {
    const found = typeof item === "object" && item !== null ? read(item as Raw) : undefined;
    return found === undefined ? [] : [found];
  });
  return items.length === 0 ? undefined : items;
}

function readFilter(raw: Raw): Filter | undefined {
  const column = text(raw.column);
  const operator = text(raw.operator);
  if (column === undefined || operator === undefined || !Object.hasOwn(FILTER_OPERATORS, operator))
    return undefined;
  return { column, operator: operator as FilterOperator, value: text(raw.value) ?? "" };
}

function readSort(raw: Raw): Sort | undefined {
  const column = text(raw.column);
  return column === undefined ? undefined : { column, ascending: raw.ascending !== false };
}

export interface BucketSearch extends EditSearch {
  /** Ends with a slash; absent: the bucket's own. */
  readonly folder?: string | undefined;
  /** Whose eyes to look with: `anon`, or a user's id. */
  readonly as?: string | undefined;
  /** The whole name of the file that is looked at. */
  readonly file?: string | undefined;
  readonly form?: "protect" | undefined;
}

export function readBucketSearch(raw: Raw): BucketSearch {
  const folder = text(raw.folder);
  return present({
    edit: text(raw.edit),
    folder: folder === undefined || folder.endsWith("/") ? folder : `${folder}/`,
    as: text(raw.as),
    file: text(raw.file),
    form: raw.form === "protect" ? raw.form : undefined,
  });
}

export interface EditSearch {
  /** What the form has open: `new`, or what the page calls the thing. */
  readonly edit?: string | undefined;
}

export function readEditSearch(raw: Raw): EditSearch {
  return present({ edit: text(raw.edit) });
}

export interface PoliciesSearch extends EditSearch {
  /** `schema.table`, of the policy that the form has open. */
  readonly table?: string | undefined;
  /** `schema.table`, of the table that is to be protected. */
  readonly protect?: string | undefined;
}

export function readPoliciesSearch(raw: Raw): PoliciesSearch {
  return present({ edit: text(raw.edit), table: text(raw.table), protect: text(raw.protect) });
}

export interface WebhooksSearch extends EditSearch {
  /** The message that is open. */
  readonly message?: string | undefined;
}

export function readWebhooksSearch(raw: Raw): WebhooksSearch {
  return present({ edit: text(raw.edit), message: text(raw.message) });
}

export interface SqlSearch {
  /** A text to begin with. */
  readonly sql?: string | undefined;
}

export function readSqlSearch(raw: Raw): SqlSearch {
  return present({ sql: text(raw.sql) });
}

export interface UsersSearch extends EditSearch {
  readonly query?: string | undefined;
  readonly page?: number | undefined;
}

export function readUsersSearch(raw: Raw): UsersSearch {
  const page = Number(raw.page);
  return present({
    edit: text(raw.edit),
    query: text(raw.query),
    page: Number.isInteger(page) && page > 1 ? page : undefined,
  });
}

export interface TemplateSearch {
  /** What a new template begins with. */
  readonly preset?: "supabase" | "blank" | undefined;
}

export function readTemplateSearch(raw: Raw): TemplateSearch {
  return present({
    preset: raw.preset === "supabase" || raw.preset === "blank" ? raw.preset : undefined,
  });
}
