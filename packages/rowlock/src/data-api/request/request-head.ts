// What an HTTP request asks of the Data API, but for its body: known without the database.
// Guarantee: plain data; everything that decides the SQL is in `shape`, every value is in a slot of `values`.
import type { RequestHeaders } from "../../http/request-headers.ts";
import type { SqlValue } from "../../sql/fragment.ts";
import { failure } from "../errors.ts";
import type { DataApiSettings } from "../settings.ts";
import { JSON_TYPE, type MediaType, mimeOf, parseAccept, parseMediaType } from "./media-type.ts";
import { CHOICES, type Preferences, parsePreferences } from "./preferences.ts";
import { parseQueryParameters, type QueryParameters } from "./query-parameters.ts";
import { canonicalQuery, parseQueryString } from "./query-string.ts";
import {
  asksNoRows,
  intersect,
  isAll,
  isEmpty,
  limitOf,
  NO_ROWS,
  type RowRange,
  rangeOfHeader,
  restrict,
} from "./row-range.ts";
import { type Schema, selectSchema } from "./schema.ts";
import { ShapeWriter, type Slot } from "./shape.ts";
import { type Action, parseTarget } from "./target.ts";

/** The parts of an HTTP request that matter here. */
export interface HttpRequest {
  readonly method: string;
  /** As it came, percent-encoded, without the base path. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly headers: RequestHeaders;
  /** Empty where there is none. */
  readonly body: Uint8Array;
}

/** LIMIT and OFFSET in slots; no limit stands for ALL. */
export interface BoundRange {
  readonly limit: Slot | undefined;
  readonly offset: Slot;
}

/** What a request asks, but for its body. */
export interface RequestHead {
  readonly action: Action;
  readonly schema: Schema;
  readonly query: QueryParameters;
  /** The query string in the form that answers show. */
  readonly canonicalQuery: string;
  /** The range asked for, by parameters and header together. */
  readonly range: RowRange;
  /** What to fetch at the top; undefined: all rows. */
  readonly fetch: BoundRange | undefined;
  /** What to fetch of embedded resources that have a range of their own. */
  readonly embedFetches: readonly {
    readonly embeds: readonly string[];
    readonly fetch: BoundRange | undefined;
  }[];
  readonly preferences: Preferences;
  readonly accept: readonly MediaType[];
  readonly contentType: MediaType;
  readonly shape: string;
  readonly values: readonly SqlValue[];
}

/** Reads all but the body. @throws DataApiError for whatever the grammar of requests does not allow */
export function parseRequestHead(http: HttpRequest, settings: DataApiSettings): RequestHead {
  const shape = new ShapeWriter();
  const target = parseTarget(http, settings);
  const schema = selectSchema(http, settings);
  const action = target.action();
  const contentTypeText = http.headers.get("content-type");
  const contentType = contentTypeText === undefined ? JSON_TYPE : parseMediaType(contentTypeText);
  const accept = parseAccept(http.headers.get("accept"));
  const preferences = parsePreferences(http.headers.get("prefer"), {
    txOverride: settings.dbTxEnd.endsWith("allow-override"),
  });
  shape.add(...Object.values(action), schema.name, mimeOf(contentType), accept.length);
  shape.add(...accept.map(mimeOf));
  for (const name of Object.keys(CHOICES)) shape.add(preferences[name as keyof typeof CHOICES]);
  shape.add(preferences.unknown.length, preferences.maxAffected !== undefined);
  const query = parseQueryParameters(parseQueryString(http.query), {
    shape,
    argumentsAllowed: action.kind === "call" && action.method !== "post",
  });
  const range = topRange(http, query.range);
  return {
    action,
    schema,
    query,
    canonicalQuery: action.kind === "read" ? canonicalQuery(http.query) : "",
    range,
    ...bindRanges({ action, query, range }, { shape, settings }),
    preferences,
    accept,
    contentType,
    shape: shape.text,
    values: shape.values,
  };
}

const NEGATIVE_LIMIT = "Limit should be greater than or equal to zero.";
const UPSIDE_DOWN =
  "The lower boundary must be lower than or equal to the upper boundary in the Range header.";

function topRange(http: HttpRequest, byParameters: RowRange): RowRange {
  const byHeader = rangeOfHeader(http.method === "GET" ? http.headers.get("range") : undefined);
  const range = asksNoRows(byParameters) ? NO_ROWS : intersect(byHeader, byParameters);
  if (isEmpty(range) && !asksNoRows(byParameters)) {
    throw failure("range", isEmpty(byHeader) ? UPSIDE_DOWN : NEGATIVE_LIMIT);
  }
  if (http.method === "PUT" && !isAll(range)) throw failure("upsertRange");
  return range;
}

interface RangeInput {
  readonly action: Action;
  readonly query: QueryParameters;
  readonly range: RowRange;
}

/** A write returns all that it wrote: ranges do not apply to it. */
function bindRanges(
  { action, query, range }: RangeInput,
  { shape, settings }: { readonly shape: ShapeWriter; readonly settings: DataApiSettings },
): Pick<RequestHead, "fetch" | "embedFetches"> {
  if (action.kind === "write") return { fetch: undefined, embedFetches: [] };
  const fetch = bindRange(restrict(range, settings.dbMaxRows), shape);
  const embedFetches = query.ranges.map(({ embeds, range: asked }) => {
    if (isEmpty(asked) && !asksNoRows(asked)) throw failure("range", NEGATIVE_LIMIT);
    shape.add(...embeds);
    const rows = asksNoRows(asked) ? NO_ROWS : restrict(asked, settings.dbMaxRows);
    return { embeds, fetch: bindRange(rows, shape) };
  });
  return { fetch, embedFetches };
}

function bindRange(range: RowRange, shape: ShapeWriter): BoundRange | undefined {
  const limit = limitOf(range);
  shape.add(isAll(range), limit === undefined);
  if (isAll(range)) return undefined;
  return {
    limit: limit === undefined ? undefined : shape.bind(String(limit)),
    offset: shape.bind(String(range.from)),
  };
}
