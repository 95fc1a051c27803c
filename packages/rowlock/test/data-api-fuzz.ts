// Random requests for the Data API: well-formed ones about what the catalog holds, and bytes that mean nothing.
import fc from "fast-check";
import type { ExposedCatalog } from "../src/catalog/exposed-catalog.ts";
import { nameKey } from "../src/catalog/qualified-name.ts";
import type { Table } from "../src/catalog/table.ts";

export interface RandomRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const encode = encodeURIComponent;

const VALUES = fc.oneof(
  fc.integer({ min: -5, max: 1_000_000_000 }).map(String),
  fc.constantFrom(
    "ada",
    "grace",
    "true",
    "null",
    "{1,2}",
    "{}",
    "[1,2)",
    "2020-01-01",
    "glad",
    "*a*",
    "",
  ),
  fc.string({ maxLength: 12 }),
);

const OPERATORS = fc.constantFrom(
  ...[
    "eq",
    "neq",
    "gt",
    "gte",
    "lt",
    "lte",
    "like",
    "ilike",
    "match",
    "imatch",
    "cs",
    "cd",
    "ov",
    "sl",
  ],
  ...[
    "sr",
    "nxr",
    "nxl",
    "adj",
    "isdistinct",
    "fts",
    "plfts(english)",
    "phfts",
    "wfts",
    "eq(any)",
    "like(all)",
  ],
);

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

const PREDICATES = fc.oneof(
  fc.tuple(OPERATORS, VALUES).map(([operator, value]) => `${operator}.${value}`),
  fc.array(VALUES, { maxLength: 4 }).map((values) => `in.(${values.map(quote).join(",")})`),
  fc.constantFrom("is.null", "is.not_null", "is.true", "is.unknown"),
);

const PREDICATE = fc
  .tuple(fc.boolean(), PREDICATES)
  .map(([negated, predicate]) => (negated ? `not.${predicate}` : predicate));

function columnsOf(table: Table): fc.Arbitrary<string> {
  return fc.constantFrom(...[...table.columns.keys()].map((name) => quote(name)));
}

function fieldsOf(table: Table): fc.Arbitrary<string> {
  const path = fc.constantFrom("", "", "", "->a", "->>0", "->a->>b");
  return fc.tuple(columnsOf(table), path).map((parts) => parts.join(""));
}

interface Context {
  readonly catalog: ExposedCatalog;
  readonly depth: number;
}

/** A select list with embedded resources, and the names under which these can be addressed. */
function selectOf(table: Table, context: Context): fc.Arbitrary<string> {
  const cast = fc.constantFrom("", "", "", "::text", "::int");
  const alias = fc.constantFrom("", "", "x:");
  const column = fc.tuple(alias, fieldsOf(table), cast).map((parts) => parts.join(""));
  const parts: fc.Arbitrary<string>[] = [column, fc.constantFrom("*", "count()")];
  const targets = (context.catalog.relationships.get(nameKey(table)) ?? []).flatMap((one) => {
    const target = context.catalog.tables.get(nameKey(one.target));
    return target === undefined ? [] : [{ one, target }];
  });
  if (context.depth < 3 && targets.length > 0) {
    parts.push(
      fc.constantFrom(...targets).chain(({ one, target }) => {
        const hint = one.kind === "key" ? `!${quote(one.constraint)}` : "";
        const name = one.kind === "computed" ? one.function.name : target.name;
        const start = fc.constantFrom("", "", "...", "e:");
        const join = fc.constantFrom("", "!inner", "!left");
        const inner = selectOf(target, { ...context, depth: context.depth + 1 });
        return fc
          .tuple(start, fc.constantFrom(hint, ""), join, inner)
          .map(([before, by, kind, list]) => `${before}${quote(name)}${by}${kind}(${list})`);
      }),
    );
  }
  return fc.array(fc.oneof(...parts), { maxLength: 4 }).map((items) => items.join(","));
}

function parametersOf(table: Table, context: Context): fc.Arbitrary<readonly string[]> {
  const filter = fc
    .tuple(fieldsOf(table), PREDICATE)
    .map(([field, predicate]) => `${encode(field)}=${encode(predicate)}`);
  const condition = fc
    .tuple(columnsOf(table), OPERATORS, VALUES)
    .map(([column, operator, value]) => `${column}.${operator}.${quote(value)}`);
  const logic = fc
    .tuple(
      fc.constantFrom("and", "or", "not.and", "not.or"),
      fc.array(condition, { minLength: 1, maxLength: 3 }),
    )
    .map(([name, members]) => `${name}=${encode(`(${members.join(",")})`)}`);
  const direction = fc.constantFrom("", ".asc", ".desc", ".desc.nullslast", ".nullsfirst");
  const order = fc
    .tuple(fieldsOf(table), direction)
    .map(([field, way]) => `order=${encode(field + way)}`);
  const range = fc
    .tuple(fc.constantFrom("limit", "offset"), fc.integer({ min: -1, max: 5 }))
    .map(([name, value]) => `${name}=${value}`);
  const select = selectOf(table, context).map((list) => `select=${encode(list)}`);
  return fc
    .tuple(select, fc.array(fc.oneof(filter, logic, order, range), { maxLength: 4 }))
    .map(([first, others]) => [first, ...others]);
}

const PREFER = fc.constantFrom(
  "return=representation",
  "return=minimal",
  "return=headers-only,count=exact",
  "count=estimated",
  "count=planned",
  "missing=default,return=representation",
  "resolution=merge-duplicates,return=representation",
  "handling=strict,max-affected=1",
);
const ACCEPT = fc.constantFrom(
  "*/*",
  "application/json",
  "text/csv",
  "application/vnd.pgrst.object+json",
  "application/vnd.pgrst.array+json;nulls=stripped",
);

function bodyOf(table: Table): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    VALUES,
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    fc.constant({ a: [1] }),
  );
  const keys = fc.subarray([...table.columns.keys()], { minLength: 0 });
  const row = keys.chain((names) =>
    fc
      .tuple(...names.map(() => value))
      .map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]]))),
  );
  return fc.oneof(row, fc.array(row, { maxLength: 3 }));
}

/** Requests whose every part is well formed and about something that there is. */
export function wellFormedRequests(catalog: ExposedCatalog): fc.Arbitrary<RandomRequest> {
  const tables = fc.constantFrom(...catalog.tables.values());
  const relation = tables.chain((table) =>
    fc.record({
      path: parametersOf(table, { catalog, depth: 0 }).map(
        (parameters) => `/${encode(table.name)}?${parameters.join("&")}`,
      ),
      method: fc.constantFrom(
        "GET",
        "GET",
        "GET",
        "HEAD",
        "POST",
        "PATCH",
        "DELETE",
        "PUT",
        "OPTIONS",
      ),
      headers: fc.record({ prefer: PREFER, accept: ACCEPT }),
      body: bodyOf(table),
    }),
  );
  const routines = [...catalog.routines.values()].flat().filter(({ name }) => !SLOW.has(name));
  const call = fc.constantFrom(...routines).chain((routine) =>
    fc.record({
      path: fc
        .tuple(...routine.parameters.map(() => VALUES))
        .map((values) =>
          routine.parameters.map(
            ({ name }, index) => `${encode(name)}=${encode(values[index] ?? "")}`,
          ),
        )
        .map((parameters) => `/rpc/${encode(routine.name)}?${parameters.join("&")}`),
      method: fc.constantFrom("GET", "HEAD", "POST"),
      headers: fc.record({ prefer: PREFER, accept: ACCEPT }),
      body: fc.constant(Object.fromEntries(routine.parameters.map(({ name }) => [name, "1"]))),
    }),
  );
  return fc.oneof({ weight: 4, arbitrary: relation }, { weight: 1, arbitrary: call });
}

/** Functions that wait, or answer with an error of their own on purpose. */
const SLOW: ReadonlySet<string> = new Set(["slow", "raise_it"]);

const BYTES = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
const SYNTAX = fc
  .array(
    fc.constantFrom(
      ...[
        "select",
        "or",
        "and",
        "not",
        "order",
        "in",
        "eq",
        "is",
        "fts",
        "tasks",
        "id",
        "name",
        "count()",
      ],
      ...[
        "=",
        "&",
        ".",
        ",",
        "(",
        ")",
        '"',
        "\\",
        "->",
        "->>",
        ":",
        "::",
        "!",
        "...",
        "*",
        "{",
        "}",
        "-",
        " ",
      ],
      ...["0", "1", "'", ";", "--", "%00", "%ff", "é", "\u{1f600}"],
    ),
    { maxLength: 25 },
  )
  .map((tokens) => tokens.join(""));

/** Requests of bytes and of pieces of the grammar in no order. */
export function senselessRequests(): fc.Arbitrary<RandomRequest> {
  const text = fc.oneof(BYTES, SYNTAX, fc.string({ maxLength: 40 }).map(encode));
  return fc.record({
    path: fc
      .tuple(fc.constantFrom("/tasks", "/notes", "/people", "/rpc/add_up", "/rpc/tasks_of"), text)
      .map(([path, query]) => `${path}?${query.replaceAll("#", "")}`),
    method: fc.constantFrom("GET", "GET", "GET", "POST", "PATCH", "PUT", "DELETE"),
    headers: fc.record({
      prefer: fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
      accept: fc.oneof({ weight: 9, arbitrary: ACCEPT }, fc.string({ unit: "grapheme-ascii" })),
      range: fc.oneof(fc.constant("0-1"), fc.string({ unit: "grapheme-ascii", maxLength: 10 })),
      "content-type": fc.constantFrom(
        "application/json",
        "text/csv",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/octet-stream",
      ),
    }),
    body: fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("latin1")),
    ),
  });
}
