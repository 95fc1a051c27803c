// The last stage: an outcome as an HTTP answer, with the body that PostgreSQL made passed through as it is.
import { returnsVoid } from "../../catalog/parts/routines.ts";
import { wireText } from "../errors.ts";
import type { Outcome } from "../execute/outcome.ts";
import type { Plan } from "../plan/plan.ts";
import type { ApiRequest } from "../request/api-request.ts";
import { contentTypeOf, type MediaType } from "../request/media-type.ts";
import { renderPreferences, type SituationalPreference } from "../request/preferences.ts";
import { answerRange, contentRange, type RangeAnswer } from "./content-range.ts";
import { type HeaderPairs, headersFromDatabase, statusFromDatabase } from "./database-headers.ts";

/** An answer before it becomes a Response. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderPairs;
  /** Undefined: an answer that has no body, nor a length of one. */
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

export interface RespondInput {
  readonly request: ApiRequest;
  readonly outcome: Outcome;
  readonly verbosity: "verbose" | "minimal";
}

type RowsPlan = Extract<Plan, { readonly kind: "read" | "write" | "call" }>;

const VARY = ["vary", "Accept, Prefer, Range"] as const;

/** @throws DataApiError when a function set headers or a status that are none */
export function respond(plan: RowsPlan, input: RespondInput): Answer {
  const answer = answerFor(plan, input);
  const status = statusFromDatabase(input.outcome) ?? answer.status;
  const { headers, body } = answer;
  const own = [...headers, ...legacyWarning(plan), VARY];
  const given = headersFromDatabase(input.outcome);
  if (given.length === 0) return { status, headers: own, body };
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  return { status, headers: [...own.filter(([name]) => !names.has(name)), ...given], body };
}

/** Says which names will stop working, as a warning of HTTP. */
function legacyWarning({ read }: RowsPlan): HeaderPairs {
  if (read.legacyAddresses.length === 0) return [];
  const changes = read.legacyAddresses.map(([name, alias]) => `\`${name}\` to \`${alias}\``);
  const text = `Embedded resource was referenced by relation name even though it has an alias. This is deprecated and will stop working in a future release. Update ${changes.join(", ")} in query string filters, orders or limits.`;
  return [["warning", `299 PostgRESTv16.2 "${text}"`]];
}

function answerFor(plan: RowsPlan, input: RespondInput): Answer {
  switch (plan.kind) {
    case "read":
      return answerRead(plan, input);
    case "call":
      return answerCall(plan, input);
    case "write":
      switch (plan.write.kind) {
        case "insert":
          return isUpsert(input.request) ? answerUpsert(plan, input) : answerInsert(plan, input);
        case "update":
          return answerChange(plan, input, [0n, input.outcome.rows - 1n]);
        case "delete":
          return answerChange(plan, input, [1n, 0n]);
      }
  }
}

function isUpsert({ action }: ApiRequest): boolean {
  return action.kind === "write" && action.write === "upsert";
}

/** Names the media type, and the schema where there was a choice. */
export function contentHeaders(mediaType: MediaType, { schema }: ApiRequest): HeaderPairs {
  const type = ["content-type", contentTypeOf(mediaType)] as const;
  return schema.negotiated ? [type, ["content-profile", schema.name]] : [type];
}

function bodyOf({ handler }: RowsPlan, { body }: Outcome): string | Uint8Array<ArrayBuffer> {
  const binary = handler.kind === "custom" && handler.send !== undefined;
  return binary ? new Uint8Array(Buffer.from(body, "base64")) : body;
}

/** The preferences that were followed: some always, some only by what they are about. */
function applied(
  { preferences }: ApiRequest,
  situational: readonly SituationalPreference[],
): HeaderPairs {
  const value = renderPreferences(preferences, situational);
  return value === undefined ? [] : [["preference-applied", value]];
}

function answerRead(plan: Extract<RowsPlan, { kind: "read" }>, input: RespondInput): Answer {
  const { request, outcome } = input;
  const range = answerRange(request.range, outcome);
  const headersOnly = request.action.kind === "read" && request.action.headersOnly;
  const query = request.canonicalQuery;
  const location = `/${plan.table.name}${query === "" ? "" : `?${query}`}`;
  return {
    status: range.status,
    headers: [
      ["content-range", range.contentRange],
      ...readable("content-location", location),
      ...contentHeaders(plan.mediaType, request),
      ...applied(request, []),
    ],
    body: headersOnly ? undefined : rowsOrRefusal(plan, input, range),
  };
}

/** Behind the last row there is an error in place of the rows. */
function rowsOrRefusal(
  plan: RowsPlan,
  { outcome, verbosity }: RespondInput,
  { refusal }: RangeAnswer,
): NonNullable<Answer["body"]> {
  return refusal === undefined ? bodyOf(plan, outcome) : wireText(refusal.wire, verbosity);
}

function answerCall(plan: Extract<RowsPlan, { kind: "call" }>, input: RespondInput): Answer {
  const { request, outcome } = input;
  const range = answerRange(request.range, outcome);
  const headers = [
    ["content-range", range.contentRange] as const,
    ...applied(request, ["maxAffected"]),
  ];
  if (returnsVoid(plan.call.routine)) return { status: 204, headers, body: undefined };
  const headersOnly = request.action.kind === "call" && request.action.method === "head";
  return {
    status: range.status,
    headers: [...headers, ...contentHeaders(plan.mediaType, request)],
    body: headersOnly ? undefined : rowsOrRefusal(plan, input, range),
  };
}

type WriteAnswer = Extract<RowsPlan, { kind: "write" }>;

function wantsRows({ preferences }: ApiRequest): boolean {
  return preferences.return === "representation";
}

function counted({ preferences: { count } }: ApiRequest, { rows }: Outcome): bigint | undefined {
  return count === "exact" || count === "estimated" ? rows : undefined;
}

function answerInsert(plan: WriteAnswer, { request, outcome }: RespondInput): Answer {
  const { write } = plan;
  const keyed =
    (write.kind === "insert" && write.primaryKey.length > 0) ||
    request.query.onConflict !== undefined;
  const merges = request.preferences.resolution === "merge-duplicates";
  const nothingNew = merges && (outcome.inserted ?? 0n) <= 0n;
  const returnsRows = wantsRows(request);
  const table = write.table.name;
  return {
    status: nothingNew ? 200 : 201,
    headers: [
      ...locationOf(table, outcome),
      ["content-range", contentRange(1n, 0n, counted(request, outcome))],
      ...applied(request, ["return", "missing", ...(keyed ? (["resolution"] as const) : [])]),
      ...(returnsRows ? contentHeaders(plan.mediaType, request) : []),
    ],
    body: returnsRows ? bodyOf(plan, outcome) : "",
  };
}

function encodeKey(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Node's fetch, and so every SDK on a server, fails on an answer with more than 16 KiB of headers. A URL of that length is
 * allowed, and PostgREST repeats it; here it is left out, since it tells the client nothing that it has not sent itself.
 */
const LONGEST_LOCATION = 8 * 1024;

function readable(name: string, value: string): HeaderPairs {
  return value.length > LONGEST_LOCATION ? [] : [[name, value]];
}

/** The URL that reads the inserted row by its key. */
function locationOf(table: string, { location }: Outcome): HeaderPairs {
  if (location === undefined) return [];
  const pairs = JSON.parse(location) as readonly (readonly [string, string | null])[];
  const filters = pairs.map(([name, value]) => {
    const filter = value === null ? "is.null" : `eq.${value}`;
    return `${encodeKey(name)}=${encodeKey(filter)}`;
  });
  return readable("location", `/${table}?${filters.join("&")}`);
}

function answerUpsert(plan: WriteAnswer, { request, outcome }: RespondInput): Answer {
  const preferences = applied(request, ["return"]);
  if (!wantsRows(request)) return { status: 204, headers: preferences, body: undefined };
  return {
    status: (outcome.inserted ?? 0n) > 0n ? 201 : 200,
    headers: [...contentHeaders(plan.mediaType, request), ...preferences],
    body: bodyOf(plan, outcome),
  };
}

function answerChange(
  plan: WriteAnswer,
  { request, outcome }: RespondInput,
  [from, to]: readonly [bigint, bigint],
): Answer {
  const missing = plan.write.kind === "update" ? (["missing"] as const) : [];
  const headers = [
    ["content-range", contentRange(from, to, counted(request, outcome))] as const,
    ...applied(request, ["return", "maxAffected", ...missing]),
  ];
  if (!wantsRows(request)) return { status: 204, headers, body: undefined };
  return {
    status: 200,
    headers: [...headers, ...contentHeaders(plan.mediaType, request)],
    body: bodyOf(plan, outcome),
  };
}

/** The description of the API. */
export function answerDescription(
  document: string,
  request: ApiRequest,
  mediaType: MediaType,
): Answer {
  const headersOnly = request.action.kind === "describe" && request.action.headersOnly;
  return {
    status: 200,
    headers: [...contentHeaders(mediaType, request), VARY],
    body: headersOnly ? undefined : document,
  };
}

/** PostgreSQL's plan for the request, in place of its rows. */
export function answerExplained(
  lines: readonly (readonly (string | null)[])[],
  request: ApiRequest,
  mediaType: MediaType,
): Answer {
  return {
    status: 200,
    headers: [...contentHeaders(mediaType, request), VARY],
    body: lines.map(([line]) => `${line}\n`).join(""),
  };
}

/** What may be done with a resource. */
export function answerOptions(allow: readonly string[]): Answer {
  return {
    status: 200,
    headers: [["access-control-allow-origin", "*"], ["allow", allow.join(",")], VARY],
    body: "",
  };
}
