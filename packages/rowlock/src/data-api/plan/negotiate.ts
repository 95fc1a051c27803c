// What makes the answer's body: the first accepted media type that something here, or in the database, can make.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import { nameKey, type QualifiedName } from "../../catalog/qualified-name.ts";
import { failure } from "../errors.ts";
import {
  ANY_TYPE,
  JSON_TYPE,
  type MediaType,
  mimeOf,
  parseMediaType,
} from "../request/media-type.ts";

export type Handler =
  | { readonly kind: "json"; readonly nullsStripped: boolean }
  | { readonly kind: "single-json"; readonly nullsStripped: boolean }
  | { readonly kind: "csv" }
  | { readonly kind: "geojson" }
  /** An aggregate or a cast of the database. */
  | {
      readonly kind: "custom";
      readonly function: QualifiedName;
      /** The type that rows are cast to first; undefined: none. */
      readonly target: QualifiedName | undefined;
      /** What gives the bytes that the answer is; undefined: its text is the answer. */
      readonly send: QualifiedName | undefined;
    }
  /** No body is wanted. */
  | { readonly kind: "none" };

export interface Negotiated {
  readonly handler: Handler;
  readonly mediaType: MediaType;
}

type Handlers = ReadonlyMap<string, Negotiated>;

const BUILT_IN: Handlers = new Map([
  [handlerKey(undefined, ANY_TYPE), made({ kind: "json", nullsStripped: false }, JSON_TYPE)],
  [handlerKey(undefined, JSON_TYPE), made({ kind: "json", nullsStripped: false }, JSON_TYPE)],
  ...(["csv", "geojson"] as const).map((kind) => {
    const type = parseMediaType(kind === "csv" ? "text/csv" : "application/geo+json");
    return [handlerKey(undefined, type), made({ kind }, type)] as const;
  }),
]);

function made(handler: Handler, mediaType: MediaType): Negotiated {
  return { handler, mediaType };
}

/** A plan shows what makes the answer, and not how it travels. */
function asText(handler: Handler): Handler {
  return handler.kind === "custom" ? { ...handler, send: undefined } : handler;
}

function handlerKey(target: QualifiedName | undefined, type: MediaType): string {
  return `${target === undefined ? "" : nameKey(target)}\0${mimeOf(type)}`;
}

const known = new WeakMap<ExposedCatalog, Handlers>();

function handlersOf(catalog: ExposedCatalog): Handlers {
  const before = known.get(catalog);
  if (before !== undefined) return before;
  const handlers = new Map(BUILT_IN);
  for (const { handler, target, mediaType, produces, send } of catalog.mediaHandlers) {
    handlers.set(
      handlerKey(target, parseMediaType(mediaType)),
      made({ kind: "custom", function: handler, target, send }, parseMediaType(produces)),
    );
  }
  known.set(catalog, handlers);
  return handlers;
}

export interface NegotiationInput {
  readonly catalog: ExposedCatalog;
  readonly accept: readonly MediaType[];
  /** The relation or function that the rows come from. */
  readonly target: QualifiedName;
  /** Whether handlers for the whole row apply. */
  readonly selectsAll: boolean;
  readonly planEnabled: boolean;
}

/** @throws DataApiError PGRST107 when nothing that is accepted can be made */
export function negotiate(input: NegotiationInput): Negotiated {
  for (const type of input.accept) {
    const found = makerOf(type, input);
    if (found !== undefined) return found;
  }
  throw failure("mediaType", input.accept.map(mimeOf));
}

function makerOf(type: MediaType, input: NegotiationInput): Negotiated | undefined {
  switch (type.kind) {
    case "object":
      return made({ kind: "single-json", nullsStripped: type.nullsStripped }, type);
    case "stripped-array":
      return made({ kind: "json", nullsStripped: true }, type);
    case "plan": {
      const found = input.planEnabled ? makerOf(type.of, input) : undefined;
      return found && made(asText(found.handler), type);
    }
    case "named": {
      const handlers = handlersOf(input.catalog);
      const forRow = input.selectsAll
        ? (handlers.get(handlerKey(input.target, ANY_TYPE)) ??
          handlers.get(handlerKey(input.target, type)))
        : undefined;
      return forRow ?? handlers.get(handlerKey(undefined, type));
    }
  }
}
