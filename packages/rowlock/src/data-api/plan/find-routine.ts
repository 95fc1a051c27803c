// Chooses the function that a call means: by its name and by which arguments are given.
// A lone parameter without a name takes the whole body, where no function takes its parts.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import type { Routine } from "../../catalog/parts/routines.ts";
import { nameKey } from "../../catalog/qualified-name.ts";
import { failure } from "../errors.ts";
import { type MediaType, mimeOf } from "../request/media-type.ts";
import { suggestRoutine } from "./suggestions.ts";

export interface RoutineQuery {
  readonly schema: string;
  readonly name: string;
  /** The names of the arguments, sorted. */
  readonly arguments: readonly string[];
  readonly isPost: boolean;
  readonly contentType: MediaType;
}

/** The types of a lone parameter that a body of this content type can be. */
const BODY_TYPES: Readonly<Record<string, readonly string[]>> = {
  "application/json": ["json", "jsonb"],
  "text/plain": ["text"],
  "text/xml": ["xml"],
  "application/octet-stream": ["bytea"],
};

/** Content types that are one value and have no parts. */
const SINGLE_VALUES: Readonly<Record<string, string>> = {
  "text/plain": "text",
  "text/xml": "xml",
  "application/octet-stream": "bytea",
};

/** @throws DataApiError PGRST202 when there is none, PGRST203 when there are several */
export function findRoutine(catalog: ExposedCatalog, query: RoutineQuery): Routine {
  const overloads = catalog.routines.get(nameKey(query)) ?? [];
  const named = overloads.filter((routine) => takesArguments(routine, query));
  const candidates = named.length > 0 ? named : overloads.filter((one) => takesBody(one, query));
  const [found, ...others] = candidates;
  if (found === undefined) throw noFunction(catalog, query, overloads);
  if (others.length > 0) throw failure("ambiguousFunction", candidates.map(signatureOf));
  return found;
}

function takesBody({ parameters }: Routine, { isPost, contentType }: RoutineQuery): boolean {
  const [lone, ...others] = parameters;
  if (!isPost || lone === undefined || others.length > 0 || lone.name !== "") return false;
  return (BODY_TYPES[mimeOf(contentType)] ?? []).includes(lone.type);
}

/** Every required parameter is given, and nothing is given that is no parameter. */
function takesArguments({ parameters }: Routine, query: RoutineQuery): boolean {
  if (parameters.length === 0) {
    const bodyIsValue = query.isPost && mimeOf(query.contentType) in SINGLE_VALUES;
    return query.arguments.length === 0 && !bodyIsValue;
  }
  const given = new Set(query.arguments);
  const names = new Set(parameters.map(({ name }) => name));
  return (
    parameters.every(({ name, required }) => !required || given.has(name)) &&
    query.arguments.every((name) => names.has(name))
  );
}

function signatureOf({ schema, name, parameters }: Routine): string {
  const list = parameters.map((parameter) => `${parameter.name} => ${parameter.type}`);
  return `${schema}.${name}(${list.join(", ")})`;
}

function noFunction(catalog: ExposedCatalog, query: RoutineQuery, overloads: readonly Routine[]) {
  const { schema, name, arguments: given, isPost, contentType } = query;
  const title = `${schema}.${name}`;
  const mime = mimeOf(contentType);
  const single = isPost ? SINGLE_VALUES[mime] : undefined;
  if (single !== undefined) {
    return failure("noFunction", {
      message: `Could not find the function ${title} in the schema cache`,
      details: `Searched for the function ${title} with a single unnamed ${single} parameter, but no matches were found in the schema cache.`,
    });
  }
  const none = " without parameters";
  const inMessage = given.length === 0 ? none : `(${given.join(", ")})`;
  const plural = given.length > 1 ? "s" : "";
  const inDetails = given.length === 0 ? none : ` with parameter${plural} ${given.join(", ")}`;
  const orBody =
    isPost && mime === "application/json" ? " or with a single unnamed json/jsonb parameter" : "";
  return failure("noFunction", {
    message: `Could not find the function ${title}${inMessage} in the schema cache`,
    details: `Searched for the function ${title}${inDetails}${orBody}, but no matches were found in the schema cache.`,
    hint: suggestRoutine(catalog, { schema, name, arguments: given, overloads }),
  });
}
