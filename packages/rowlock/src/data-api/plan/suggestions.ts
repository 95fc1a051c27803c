// What a request may have meant by a name that is not there. Only names of exposed schemas are ever suggested.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import type { Routine } from "../../catalog/parts/routines.ts";
import { nameKey, type QualifiedName } from "../../catalog/qualified-name.ts";
import { mostSimilar, similarNames } from "./similar-names.ts";

/** What an embedded resource is looked up by. */
export interface RelationshipQuery {
  readonly schema: string;
  /** The relation that embeds. */
  readonly origin: string;
  readonly target: string;
  readonly hint: string | undefined;
}

const CLOSE = 0.75;

/** In a larger schema the search would cost more than the hint is worth. */
const MOST_TABLES = 500;

/** A misspelled name longer than a name can be is not looked up. */
const LONGEST_NAME = 256;

export function suggestTable(
  catalog: ExposedCatalog,
  { schema, name }: QualifiedName,
): string | undefined {
  const names = namesIn([...catalog.tables.values()], schema);
  if (names.length >= MOST_TABLES || name.length > LONGEST_NAME) return undefined;
  const found = mostSimilar(names, name, CLOSE);
  return found === undefined ? undefined : `Perhaps you meant the table '${schema}.${found}'`;
}

function namesIn(all: readonly QualifiedName[], schema: string): readonly string[] {
  return all.filter((one) => one.schema === schema).map(({ name }) => name);
}

/** When the origin has relationships its targets are looked through, else the other origins. */
export function suggestRelationship(
  catalog: ExposedCatalog,
  { schema, origin, target }: RelationshipQuery,
): string | undefined {
  if (origin.length > LONGEST_NAME || target.length > LONGEST_NAME) return undefined;
  const known = catalog.relationships.get(nameKey({ schema, name: origin }));
  if (known !== undefined) {
    const targets = [...new Set(known.map((relationship) => relationship.target.name))];
    const found = similarNames(targets, target).find(({ score }) => score < 1);
    return found && `Perhaps you meant '${found.name}' instead of '${target}'.`;
  }
  const origins = [...catalog.relationships.values()].flatMap(([first]) =>
    first?.table.schema === schema ? [first.table.name] : [],
  );
  const found = mostSimilar(origins, origin);
  return found === undefined ? undefined : `Perhaps you meant '${found}' instead of '${origin}'.`;
}

/** For a name with overloads their parameters are looked through, else the other functions. */
export function suggestRoutine(
  catalog: ExposedCatalog,
  call: QualifiedName & {
    readonly arguments: readonly string[];
    readonly overloads: readonly Routine[];
  },
): string | undefined {
  const { schema, name } = call;
  if (name.length > LONGEST_NAME) return undefined;
  const prefix = `Perhaps you meant to call the function ${schema}.`;
  if (call.overloads.length === 0) {
    const names = new Set(namesIn([...catalog.routines.values()].flat(), schema));
    const found = mostSimilar([...names], name, CLOSE);
    return found === undefined ? undefined : prefix + found;
  }
  const signatures = call.overloads.map(({ parameters }) =>
    signatureOf(parameters.map((parameter) => parameter.name)),
  );
  const wanted = signatureOf(call.arguments);
  if (wanted.length > 4 * LONGEST_NAME) return undefined;
  const found = mostSimilar(signatures, wanted);
  return found === undefined ? undefined : prefix + name + found;
}

function signatureOf(names: readonly string[]): string {
  return `(${[...names].sort().join(", ")})`;
}
