// Where a database is not what its migrations make (or a copy is not what the server is), object by object. Whoever
// deploys the one has seen nothing shown of the other.
import type { Constraint } from "../../catalog/parts/constraints.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import { qualifiedName } from "../analysis/database-analysis.ts";

export interface Drift {
  /** `schema.name`; functions with their arguments; `role name`. */
  readonly object: string;
  readonly reason: string;
}

/** How the two sides are called. */
export interface DriftWords {
  readonly onlyHere: string;
  readonly onlyThere: string;
  /** Of a difference such as `other policies`. */
  readonly differs: (what: string) => string;
}

export const AGAINST_MIGRATIONS: DriftWords = {
  onlyHere: "it is in the database, and the migrations do not make it",
  onlyThere: "the migrations make it, and it is not in the database",
  differs: (what) => `in the database it has ${what} than the migrations make`,
};

export const AGAINST_COPY: DriftWords = {
  onlyHere: "it is on the server, and not in the copy that was tried",
  onlyThere: "it is in the copy that was tried, and not on the server",
  differs: (what) => `on the server it has ${what} than in the copy that was tried`,
};

export interface DriftOptions {
  readonly here: SecurityModel;
  readonly there: SecurityModel;
  readonly words: DriftWords;
  /** Only these schemas; all when absent. */
  readonly schemas?: readonly string[] | undefined;
}

export function findDrift({ here, there, words, schemas }: DriftOptions): readonly Drift[] {
  const facts = (model: SecurityModel) => describe(model, schemas);
  const [left, right] = [facts(here), facts(there)];
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  return names.flatMap((object): Drift[] => {
    const reason = differenceOf(left.get(object), right.get(object), words);
    return reason === undefined ? [] : [{ object, reason }];
  });
}

/** What is compared of an object, each part under the words for its being different. */
type Facts = Readonly<Record<string, unknown>>;

function differenceOf(
  left: Facts | undefined,
  right: Facts | undefined,
  { onlyHere, onlyThere, differs }: DriftWords,
): string | undefined {
  if (left === undefined) return onlyThere;
  if (right === undefined) return onlyHere;
  const what = Object.keys(left).find(
    (part) => JSON.stringify(left[part]) !== JSON.stringify(right[part]),
  );
  return what === undefined ? undefined : differs(what);
}

function describe(
  { relations, routines, roles }: SecurityModel,
  schemas: readonly string[] | undefined,
): ReadonlyMap<string, Facts> {
  const counts = ({ schema, fromExtension }: { schema: string; fromExtension: boolean }) =>
    !fromExtension && (schemas === undefined || schemas.includes(schema));
  return new Map([
    ...relations.filter(counts).map((one) => [qualifiedName(one), relationFacts(one)] as const),
    ...routines.filter(counts).map((one) => [routineName(one), routineFacts(one)] as const),
    ...(schemas === undefined
      ? roles.map((one) => [`role ${one.name}`, roleFacts(one)] as const)
      : []),
  ]);
}

function relationFacts(relation: GuardedRelation): Facts {
  return {
    "another kind": relation.kind,
    "another row level security": [relation.rowSecurity, relation.rowSecurityForced],
    "other policies": relation.policies,
    "other grants": relation.privileges,
    "another definition": [relation.definition, relation.securityInvoker],
    "another owner": relation.ownerBypassesRls,
    "other columns": relation.columns.map(({ name, type, nullable, defaultExpression }) => [
      ...[name, type, nullable, defaultExpression],
    ]),
    "other triggers": relation.triggers.map(({ name }) => name),
    "other constraints": relation.constraints
      .map((constraint) => withoutNumbers(constraint))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Oids and places of columns differ between databases that are alike. */
function withoutNumbers(constraint: Constraint) {
  return { ...constraint, relation: "", target: "", numbers: [], targetNumbers: [] };
}

type Routine = SecurityModel["routines"][number];

function routineName({ schema, name, identityArguments }: Routine): string {
  return `${schema}.${name}(${identityArguments})`;
}

function routineFacts(routine: Routine): Facts {
  return {
    "another body": [routine.source, routine.language, routine.resultType, routine.volatility],
    "other rights": [routine.securityDefiner, routine.ownerBypassesRls],
    "other settings": routine.settings,
    "other grants": routine.executableBy,
  };
}

function roleFacts(role: SecurityModel["roles"][number]): Facts {
  return {
    "other rights": [role.superuser, role.bypassesRls],
    "other memberships": [role.memberOf, role.mayBecomeUnbound],
    "other settings": role.settings,
  };
}
