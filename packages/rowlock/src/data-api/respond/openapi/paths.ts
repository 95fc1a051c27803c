// Relations and functions as paths of the OpenAPI description, with what may be done on each.
import type { Parameter, Routine } from "../../../catalog/parts/routines.ts";
import type { Table } from "../../../catalog/table.ts";
import { mimeOf } from "../../request/media-type.ts";
import type { Json } from "./definitions.ts";
import { rowFilterName } from "./parameters.ts";
import { elementType, swaggerFormat, swaggerType, typeSchema } from "./swagger-types.ts";

const JSON_MIME = "application/json";

/** The media types that rows are given in. */
export const OBJECT_MIMES = [
  mimeOf({ kind: "object", nullsStripped: true }),
  mimeOf({ kind: "object", nullsStripped: false }),
];

function reference(name: string): Json {
  return { $ref: `#/parameters/${name}` };
}

/** A comment's first line is the summary, the rest the description. */
export function splitComment(comment: string | null): {
  readonly summary: string | undefined;
  readonly description: string | undefined;
} {
  if (comment === null) return { summary: undefined, description: undefined };
  const end = comment.indexOf("\n");
  if (end === -1) return { summary: comment, description: undefined };
  return {
    summary: comment.slice(0, end),
    description: comment.slice(end).replace(/^\n+/, "") || undefined,
  };
}

export function rootPath(): Json {
  return {
    get: {
      tags: ["Introspection"],
      summary: "OpenAPI description (this document)",
      produces: ["application/openapi+json", JSON_MIME],
      responses: { 200: { description: "OK" } },
    },
  };
}

export function tablePath(table: Table): Json {
  const { name } = table;
  const common = { tags: [name], ...splitComment(table.description) };
  const filters = [...table.columns.keys()].map((column) => rowFilterName(table, column));
  const operation = (parameters: readonly string[], responses: Json) => ({
    ...common,
    parameters: parameters.map(reference),
    responses,
  });
  const rows = { type: "array", items: { $ref: `#/definitions/${name}` } };
  const read = ["select", "order", "range", "rangeUnit", "offset", "limit", "preferCount"];
  const get = operation([...filters, ...read], {
    200: { description: "OK", schema: rows },
    206: { description: "Partial Content" },
  });
  if (!table.insertable && !table.updatable && !table.deletable) return { get };
  const body = `body.${name}`;
  const changed = { 204: { description: "No Content" } };
  return {
    get,
    post: operation([body, "select", "preferPost"], { 201: { description: "Created" } }),
    patch: operation([...filters, body, "preferReturn"], changed),
    delete: operation([...filters, "preferReturn"], changed),
  };
}

export function routinePath(routine: Routine): Json {
  const common = {
    tags: [`(rpc) ${routine.name}`],
    ...splitComment(routine.description),
    produces: [JSON_MIME, ...OBJECT_MIMES],
    responses: { 200: { description: "OK" } },
  };
  const post = { ...common, parameters: [argumentsParameter(routine), reference("preferParams")] };
  if (routine.volatility === "volatile") return { post };
  return { get: { ...common, parameters: routine.parameters.map(queryParameter) }, post };
}

function argumentsParameter({ description, parameters }: Routine): Json {
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  const schema = {
    description,
    required: required.length === 0 ? undefined : required,
    properties: Object.fromEntries(parameters.map(({ name, type }) => [name, typeSchema(type)])),
    type: "object",
  };
  return { name: "args", required: true, in: "body", schema };
}

function queryParameter({ name, type, required, variadic }: Parameter): Json {
  const common = { name, required, in: "query" };
  const swagger = swaggerType(type) ?? "string";
  if (variadic) {
    const element = elementType(type);
    const items = { type: swaggerType(element), format: swaggerFormat(element) };
    return { ...common, type: swagger, items, collectionFormat: "multi" };
  }
  // In a query an array is written in braces, as a text.
  return { ...common, format: swaggerFormat(type), type: swagger === "array" ? "string" : swagger };
}
