// An HTTP request as what it asks of the Data API: the end of the first stage, known without the database.
// Guarantee: plain data; everything that decides the SQL is in `shape`, every value is in a slot of `values`.
import type { DataApiSettings } from "../settings.ts";
import { parsePayload } from "./payload.ts";
import type { Argument } from "./query-parameters.ts";
import { type HttpRequest, parseRequestHead, type RequestHead } from "./request-head.ts";
import { ShapeWriter, type Slot } from "./shape.ts";

/** A payload whose values are in slots. */
export type BoundPayload =
  | { readonly kind: "json"; readonly isObject: boolean; readonly value: Slot }
  | { readonly kind: "form"; readonly arguments: readonly Argument[] }
  | { readonly kind: "raw"; readonly value: Slot };

export interface ApiRequest extends RequestHead {
  readonly payload: BoundPayload | undefined;
  /** The columns or arguments that the payload has values for, sorted. */
  readonly payloadNames: readonly string[];
}

/** @throws DataApiError for whatever the grammar of requests does not allow */
export function parseApiRequest(http: HttpRequest, settings: DataApiSettings): ApiRequest {
  return readPayload(parseRequestHead(http, settings), http.body);
}

/** The head itself stays as it was. @throws DataApiError for a body that is not what the head says of it */
export function readPayload(head: RequestHead, body: Uint8Array): ApiRequest {
  if (!takesPayload(head)) return { ...head, payload: undefined, payloadNames: [] };
  const { action, contentType, query } = head;
  const isUpsert = action.kind === "write" && action.write === "upsert";
  const { payload, names } = parsePayload(body, {
    type: contentType,
    forFunction: action.kind === "call",
    columns: isUpsert ? undefined : query.columns,
  });
  const shape = new ShapeWriter(head);
  shape.add(payload.kind, names.length, ...names);
  return {
    ...head,
    payload: bindValues(payload, shape),
    payloadNames: names,
    shape: shape.text,
    values: shape.values,
  };
}

function takesPayload({ action }: RequestHead): boolean {
  if (action.kind === "call") return action.method === "post";
  return action.kind === "write" && action.write !== "delete";
}

function bindValues(
  payload: ReturnType<typeof parsePayload>["payload"],
  shape: ShapeWriter,
): BoundPayload {
  switch (payload.kind) {
    case "json":
      shape.add(payload.isObject);
      return { kind: "json", isObject: payload.isObject, value: shape.bind(payload.text) };
    case "raw":
      return { kind: "raw", value: shape.bind(payload.value) };
    case "form":
      return {
        kind: "form",
        arguments: payload.pairs.map(([name, value]) => {
          shape.add(name);
          return { name, value: shape.bind(value) };
        }),
      };
  }
}
