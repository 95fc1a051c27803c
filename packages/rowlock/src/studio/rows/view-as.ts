// A table as a Clerk user, or nobody, sees it: asked of the Data API like an app asks, with a token minted for it.
// The token goes no further than this request, and row level security alone decides what comes back.

import type { OwnerConnection } from "../owner-database.ts";
import type { ClerkPort, Clock, ProjectPort } from "../ports.ts";
import type { Filter, FilterOperator, ViewAs, ViewAsAnswer } from "../wire/rows.ts";
import { CELL_LENGTH, readTableShape } from "./table-shape.ts";

export interface ViewAsContext {
  readonly database: OwnerConnection;
  readonly project: ProjectPort;
  readonly clerk: ClerkPort;
  readonly dataApi: (request: Request) => Promise<Response>;
  readonly now: Clock;
}

export async function viewAs(request: ViewAs, context: ViewAsContext): Promise<ViewAsAnswer> {
  const { columns } = await readTableShape(context.database, request);
  const headers = new Headers({
    accept: "application/json",
    "accept-profile": request.schema,
    apikey: context.project.key("anonKey"),
  });
  if (request.as.kind === "user") {
    headers.set("authorization", `Bearer ${await context.clerk.mintToken(request.as.userId)}`);
  }
  const names = columns.map((column) => column.name);
  const started = context.now();
  const response = await context.dataApi(
    new Request(rowsUrl(request, { names, context }), { headers }),
  );
  const body: unknown = await response.json().catch(() => null);
  const answer = {
    status: response.status,
    columns: columns.map(({ name, type }) => ({ name, type })),
    milliseconds: Math.max(0, context.now() - started),
  };
  if (!response.ok) return { ...answer, rows: [], problem: problemOf(body) };
  return {
    ...answer,
    rows: (body as Record<string, string | null>[]).map((row) =>
      names.map((name) => cellOf(row[name])),
    ),
  };
}

interface UrlParts {
  readonly names: readonly string[];
  readonly context: ViewAsContext;
}

/** Every column cast to text, so that no number loses digits and every type can be shown. */
function rowsUrl(request: ViewAs, { names, context }: UrlParts): URL {
  const url = new URL(
    `/rest/v1/${encodeURIComponent(request.table)}`,
    context.project.describe().addresses.api,
  );
  url.searchParams.set("select", names.map((name) => `${quotedName(name)}::text`).join(","));
  for (const filter of request.filters) {
    url.searchParams.append(quotedName(filter.column), operation(filter));
  }
  if (request.sort.length > 0) {
    url.searchParams.set(
      "order",
      request.sort
        .map(({ column, ascending }) => `${quotedName(column)}.${ascending ? "asc" : "desc"}`)
        .join(","),
    );
  }
  url.searchParams.set("limit", String(request.limit));
  url.searchParams.set("offset", String(request.offset));
  return url;
}

/** A column's name in PostgREST's language. */
function quotedName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
}

const OPERATION: Readonly<
  Record<Exclude<FilterOperator, "in" | "is-null" | "is-not-null">, string>
> = {
  eq: "eq",
  neq: "neq",
  gt: "gt",
  gte: "gte",
  lt: "lt",
  lte: "lte",
  like: "like",
  ilike: "ilike",
};

function operation({ operator, value }: Filter): string {
  switch (operator) {
    case "is-null":
      return "is.null";
    case "is-not-null":
      return "not.is.null";
    case "in": {
      const items = value.split(",").map((item) => `"${item.trim().replaceAll(/["\\]/g, "\\$&")}"`);
      return `in.(${items.join(",")})`;
    }
    default:
      return `${OPERATION[operator]}.${value}`;
  }
}

function cellOf(text: string | null | undefined) {
  if (text === null || text === undefined) return null;
  return text.length > CELL_LENGTH ? { cut: text.slice(0, CELL_LENGTH) } : text;
}

function problemOf(body: unknown): NonNullable<ViewAsAnswer["problem"]> {
  const { code, message, details, hint } = (body ?? {}) as Partial<
    NonNullable<ViewAsAnswer["problem"]>
  >;
  return {
    code: code ?? "",
    message: message ?? "The Data API gave an answer that is not understood",
    details,
    hint,
  };
}
