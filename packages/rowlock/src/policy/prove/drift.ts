// Where a database is not what its migrations make: what was proved of the copy says nothing of those objects.
import type { GuardedRelation, SecurityModel } from "../../catalog/security/security-model.ts";
import { qualifiedName } from "../analysis/database-analysis.ts";
import type { Unknown } from "./proof.ts";

export interface DriftOptions {
  readonly live: SecurityModel;
  readonly copy: SecurityModel;
  readonly exposedSchemas: readonly string[];
}

export function findDrift({ live, copy, exposedSchemas }: DriftOptions): readonly Unknown[] {
  const built = new Map(copy.relations.map((relation) => [qualifiedName(relation), relation]));
  const relations = live.relations.filter(
    (relation) => exposedSchemas.includes(relation.schema) && !relation.fromExtension,
  );
  const drifted = relations.flatMap((relation): Unknown[] => {
    const object = qualifiedName(relation);
    const there = built.get(object);
    if (there === undefined) {
      return [{ object, reason: "it is in the database, and the migrations do not make it" }];
    }
    const difference = differenceBetween(relation, there);
    if (difference === undefined) return [];
    return [{ object, reason: `in the database ${difference} than the migrations make` }];
  });
  return [...drifted, ...routineDrift({ live, copy, exposedSchemas })];
}

function differenceBetween(live: GuardedRelation, copy: GuardedRelation): string | undefined {
  if (live.kind !== copy.kind) return "it is another kind of relation";
  if (live.rowSecurity !== copy.rowSecurity) return "row level security is switched otherwise";
  if (differs(live.policies, copy.policies)) return "it has other policies";
  if (differs(live.privileges, copy.privileges)) return "it has other grants";
  if (live.securityInvoker !== copy.securityInvoker || live.definition !== copy.definition) {
    return "the view is another";
  }
  const columns = (relation: GuardedRelation) =>
    relation.columns.map(({ name, type }) => [name, type]);
  return differs(columns(live), columns(copy)) ? "it has other columns" : undefined;
}

function routineDrift({ live, copy, exposedSchemas }: DriftOptions): readonly Unknown[] {
  const nameOf = (routine: SecurityModel["routines"][number]) =>
    `${routine.schema}.${routine.name}(${routine.identityArguments})`;
  const built = new Map(copy.routines.map((routine) => [nameOf(routine), routine]));
  return live.routines.flatMap((routine): Unknown[] => {
    if (!exposedSchemas.includes(routine.schema) || routine.fromExtension) return [];
    const object = nameOf(routine);
    const there = built.get(object);
    const same =
      there !== undefined &&
      there.source === routine.source &&
      there.securityDefiner === routine.securityDefiner &&
      !differs(there.executableBy, routine.executableBy);
    return same
      ? []
      : [{ object, reason: "in the database it is another than the migrations make" }];
  });
}

function differs(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) !== JSON.stringify(right);
}
