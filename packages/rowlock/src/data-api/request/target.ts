// The path and the method of a request: which resource is meant, and what shall be done with it.
import { failure } from "../errors.ts";
import type { DataApiSettings } from "../settings.ts";
import { percentDecode } from "./query-string.ts";

export type Write = "create" | "update" | "upsert" | "delete";

export type Action =
  | { readonly kind: "read"; readonly relation: string; readonly headersOnly: boolean }
  | { readonly kind: "write"; readonly relation: string; readonly write: Write }
  | { readonly kind: "call"; readonly routine: string; readonly method: "get" | "head" | "post" }
  /** The description of the API, at the root. */
  | { readonly kind: "describe"; readonly headersOnly: boolean }
  | {
      readonly kind: "options";
      readonly of: "relation" | "routine" | "root";
      readonly name: string;
    };

const WRITES: Readonly<Record<string, Write>> = {
  POST: "create",
  PATCH: "update",
  PUT: "upsert",
  DELETE: "delete",
};

type Resource = Extract<Action, { readonly kind: "options" }>;

/** The path without a base path, percent-encoded. */
function parseResource(path: string, settings: DataApiSettings): Resource {
  const [first, second, ...more] = path.replace(/^\//, "").split("/").map(percentDecode);
  if (second === undefined) {
    if (first !== "" && first !== undefined)
      return { kind: "options", of: "relation", name: first };
    if (settings.openapiMode === "disabled") throw failure("openApiDisabled");
    const root = settings.dbRootSpec;
    if (root !== undefined) return { kind: "options", of: "routine", name: root.name };
    return { kind: "options", of: "root", name: "" };
  }
  if (first !== "rpc" || more.length > 0) throw failure("path");
  return { kind: "options", of: "routine", name: second };
}

/** @throws DataApiError PGRST101, PGRST117, PGRST125 or PGRST126 */
export function parseTarget(
  http: { readonly method: string; readonly path: string },
  settings: DataApiSettings,
): { readonly resource: Resource; readonly action: () => Action } {
  const resource = parseResource(http.path, settings);
  return { resource, action: () => actionOn(resource, http.method) };
}

function actionOn(resource: Resource, method: string): Action {
  if (method === "OPTIONS") return resource;
  const { name } = resource;
  const headersOnly = method === "HEAD";
  const reads = headersOnly || method === "GET";
  switch (resource.of) {
    case "relation": {
      if (reads) return { kind: "read", relation: name, headersOnly };
      const write = WRITES[method];
      if (write !== undefined) return { kind: "write", relation: name, write };
      break;
    }
    case "routine":
      if (headersOnly) return { kind: "call", routine: name, method: "head" };
      if (reads) return { kind: "call", routine: name, method: "get" };
      if (method === "POST") return { kind: "call", routine: name, method: "post" };
      throw failure("rpcMethod", method);
    case "root":
      if (reads) return { kind: "describe", headersOnly };
      break;
  }
  throw failure("method", method);
}
