// Finds what policy expressions name in the catalog's model: relations and functions.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import type { SqlParser } from "./parser.ts";
import type { GuardContext } from "./scope.ts";

/** Where a name without a schema is looked for first: function bodies are kept as they were written. */
const SEARCH_PATH = ["public", "extensions"];

export function createGuardContext(model: SecurityModel, parser: SqlParser): GuardContext {
  const relations = index(model.relations);
  const routines = index(model.routines.filter((one) => one.kind === "function"));
  return {
    parser,
    findRelation: ({ schema, name }) => find(relations, [schema, name])[0],
    findRoutine: (path, arity) => {
      const schema = path.length > 1 ? (path.at(-2) ?? null) : null;
      const named = find(routines, [schema, path.at(-1) ?? ""]);
      return named.find((routine) => accepts(routine, arity));
    },
  };
}

function accepts(routine: RoutineFacts, arity: number): boolean {
  const required = routine.parameters.filter((parameter) => parameter.required).length;
  return arity >= required && arity <= routine.parameters.length;
}

type Named = Pick<GuardedRelation, "schema" | "name">;

function index<Item extends Named>(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const byName = new Map<string, Item[]>();
  for (const item of items) {
    const same = byName.get(item.name);
    if (same === undefined) byName.set(item.name, [item]);
    else same.push(item);
  }
  return byName;
}

function find<Item extends Named>(
  byName: ReadonlyMap<string, readonly Item[]>,
  [schema, name]: readonly [schema: string | null, name: string],
): readonly Item[] {
  const named = byName.get(name) ?? [];
  if (schema !== null) return named.filter((item) => item.schema === schema);
  for (const candidate of SEARCH_PATH) {
    const there = named.filter((item) => item.schema === candidate);
    if (there.length > 0) return there;
  }
  return named;
}
