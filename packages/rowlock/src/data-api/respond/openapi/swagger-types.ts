// Types of PostgreSQL as types and formats of OpenAPI 2.0 (Swagger), and defaults as JSON values.

export type SwaggerType = "string" | "boolean" | "integer" | "number" | "array" | "object";

const TYPES: Readonly<Record<string, SwaggerType>> = {
  boolean: "boolean",
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  numeric: "number",
  real: "number",
  "double precision": "number",
};

const FORMATS: Readonly<Record<string, string>> = {
  smallint: "int32",
  integer: "int32",
  bigint: "int64",
};

/** Undefined for json, which may be anything. */
export function swaggerType(type: string): SwaggerType | undefined {
  if (type === "json" || type === "jsonb") return undefined;
  return TYPES[type] ?? (type.endsWith("[]") ? "array" : "string");
}

export function swaggerFormat(type: string): string {
  return FORMATS[type] ?? type;
}

export function elementType(arrayType: string): string {
  return arrayType.slice(0, -2);
}

/** Type, format and, of an array, its items. */
export function typeSchema(type: string): Readonly<Record<string, unknown>> {
  const swagger = swaggerType(type);
  return {
    format: swaggerFormat(type),
    type: swagger,
    items: swagger === "array" ? { type: swaggerType(elementType(type)) } : undefined,
  };
}

/** A default's SQL as a JSON value, where it is a constant. */
export function defaultValue(type: string, expression: string | null): unknown {
  if (expression === null) return undefined;
  const isText = swaggerType(type) === "string";
  try {
    return JSON.parse(isText ? `"${constantText(type, expression)}"` : expression);
  } catch {
    return undefined;
  }
}

/** `'foo'::text` is the text foo; anything but a constant stands as it is. */
function constantText(type: string, expression: string): string {
  const cast = `::${type}`;
  if (!expression.endsWith(cast)) return expression;
  return expression.slice(0, -cast.length).replace(/^'+|'+$/g, "");
}
