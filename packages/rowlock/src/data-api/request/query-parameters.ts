// The query string as parameters: what to select, filter, order, limit, and the arguments of a function.
// Guarantee: values of filters and arguments end up in slots, so what is left here is the request's shape.
import { failure } from "../errors.ts";
import { bindLogicTree, bindPredicate, type Filter, type LogicFilter } from "./filters.ts";
import { logicPath, logicTree, parsePredicate } from "./grammar/condition.ts";
import { columnList, fieldAddress } from "./grammar/names.ts";
import { type OrderTerm, orderList } from "./grammar/order.ts";
import { type ParseResult, remembering, run } from "./grammar/parser.ts";
import { type SelectItem, selectList } from "./grammar/select.ts";
import type { QueryPair } from "./query-string.ts";
import { type RowRange, rangeOfParameters } from "./row-range.ts";
import type { ShapeWriter, Slot } from "./shape.ts";

export interface OrderBy {
  readonly embeds: readonly string[];
  readonly terms: readonly OrderTerm[];
}

/** The range of an embedded resource; that of the requested one is apart. */
export interface EmbedRange {
  readonly embeds: readonly string[];
  readonly range: RowRange;
}

/** An argument of a function, as text. */
export interface Argument {
  readonly name: string;
  readonly value: Slot;
}

export interface QueryParameters {
  readonly select: readonly SelectItem[];
  readonly filters: readonly Filter[];
  /** The names of the filter parameters as they were written. */
  readonly filterNames: ReadonlySet<string>;
  readonly logic: readonly LogicFilter[];
  readonly orders: readonly OrderBy[];
  readonly ranges: readonly EmbedRange[];
  /** The range by `limit` and `offset`. */
  readonly range: RowRange;
  readonly columns: readonly string[] | undefined;
  readonly onConflict: readonly string[] | undefined;
  /** Of a function called by GET: what is no filter. */
  readonly arguments: readonly Argument[];
}

const RESERVED: ReadonlySet<string> = new Set(["select", "columns", "on_conflict"]);
const RESERVED_ENDINGS: ReadonlySet<string> = new Set(["order", "limit", "offset", "and", "or"]);

const parseSelectList = remembering(selectList);
const parseOrderList = remembering(orderList);
const parseFieldAddress = remembering(fieldAddress);
const parseColumnList = remembering(columnList);

/** The value, or an error that names where it stood. */
function accepted<T>(result: ParseResult<T>, source: string): T {
  if (result.ok) return result.value;
  const { line, column, description } = result.failure;
  throw failure("queryParameter", {
    message: `"${source}" (line ${line}, column ${column})`,
    details: description,
  });
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** Parameters by what they are for. */
function sort(pairs: readonly QueryPair[]) {
  const sorted = {
    order: [] as Pair[],
    limit: [] as Pair[],
    offset: [] as Pair[],
    logic: [] as Pair[],
    filter: [] as Pair[],
  };
  const single = new Map<string, string | undefined>();
  for (const { name, value } of pairs) {
    if (RESERVED.has(name) && !single.has(name)) single.set(name, value);
    if (value === undefined) continue;
    const word = lastWord(name);
    const pair = { name, value };
    if (word === "and" || word === "or") sorted.logic.push(pair);
    else if (word === "order" || word === "limit" || word === "offset") sorted[word].push(pair);
    else if (!RESERVED.has(name) && !RESERVED_ENDINGS.has(word)) sorted.filter.push(pair);
  }
  return { ...sorted, single };
}

/** @throws DataApiError PGRST100, naming the parameter's value and the place where the grammar ends */
export function parseQueryParameters(
  pairs: readonly QueryPair[],
  options: { readonly shape: ShapeWriter; readonly argumentsAllowed: boolean },
): QueryParameters {
  const { shape } = options;
  const { order, limit, offset, logic, filter, single } = sort(pairs);
  const orders = order.map((pair) => parseOrder(pair, shape));
  const logicFilters = logic.map((pair) => parseLogic(pair, shape));
  const columns = parseColumns("columns", single.get("columns"), shape);
  const selectText = single.get("select") ?? "*";
  shape.add("select", selectText);
  const select = accepted(
    parseSelectList(selectText),
    `failed to parse select parameter (${selectText})`,
  );
  const { filters, values } = parseFilters(filter, options);
  const onConflict = parseColumns("on_conflict", single.get("on_conflict"), shape);
  const { range, ranges } = parseRanges(limit, offset);
  return {
    select,
    filters,
    filterNames: new Set(filter.map(({ name }) => name)),
    logic: logicFilters,
    orders,
    ranges,
    range,
    columns,
    onConflict,
    arguments: values,
  };
}

function parseAddress(name: string) {
  return accepted(parseFieldAddress(name), `failed to parse tree path (${name})`);
}

function parseOrder({ name, value }: Pair, shape: ShapeWriter): OrderBy {
  shape.add("order", name, value);
  const { embeds } = parseAddress(name);
  return { embeds, terms: accepted(parseOrderList(value), `failed to parse order (${value})`) };
}

function parseLogic({ name, value }: Pair, shape: ShapeWriter): LogicFilter {
  shape.add("logic", name);
  const { embeds, operator } = accepted(
    run(logicPath, name),
    `failed to parse logic path (${name})`,
  );
  const tree = accepted(run(logicTree, operator + value), `failed to parse logic tree (${value})`);
  return { embeds, tree: bindLogicTree(tree, shape) };
}

function parseColumns(name: string, value: string | undefined, shape: ShapeWriter) {
  shape.add(name, value);
  if (value === undefined) return undefined;
  return accepted(parseColumnList(value), `failed to parse ${name} parameter (${value})`);
}

function parseFilters(
  pairs: readonly Pair[],
  options: { readonly shape: ShapeWriter; readonly argumentsAllowed: boolean },
) {
  const filters: Filter[] = [];
  const values: Argument[] = [];
  for (const { name, value } of pairs) {
    const { embeds, field } = parseAddress(name);
    const result = parsePredicate(value);
    if (result.ok) {
      options.shape.add("filter", name);
      filters.push({ embeds, field, predicate: bindPredicate(result.value, options.shape) });
    } else if (options.argumentsAllowed && !result.consumed) {
      options.shape.add("argument", field.name);
      values.push({ name: field.name, value: options.shape.bind(value) });
    } else accepted(result, `failed to parse filter (${value})`);
  }
  return { filters, values };
}

/** A limit and an offset belong together when what stands before their last word is the same. */
function parseRanges(limits: readonly Pair[], offsets: readonly Pair[]) {
  const byPlace = new Map<string, { limit?: string; offset?: string }>();
  const place = (pair: Pair) => pair.name.slice(0, -lastWord(pair.name).length);
  for (const pair of limits) byPlace.set(place(pair), { limit: pair.value });
  for (const pair of offsets)
    byPlace.set(place(pair), { ...byPlace.get(place(pair)), offset: pair.value });
  const top = byPlace.get("");
  byPlace.delete("");
  return {
    range: rangeOfParameters(top?.limit, top?.offset),
    ranges: [...byPlace].map(([prefix, { limit, offset }]) => ({
      embeds: parseAddress(`${prefix}limit`).embeds,
      range: rangeOfParameters(limit, offset),
    })),
  };
}
