// Statements that mend what rules find. Written for people: names plain, one statement a line, nothing dropped unasked.
import { compile, join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import type { OwnerColumn } from "../analysis/ownership.ts";
import { ownerKindOf } from "../analysis/ownership.ts";
import { readCallerValue } from "../expression/caller-value.ts";

export function statement(fragment: Sql): string {
  return `${compile(fragment).text};`;
}

export function statements(...fragments: readonly Sql[]): string {
  return fragments.map(statement).join("\n");
}

export function relationName(relation: { readonly schema: string; readonly name: string }): Sql {
  return readableName(relation.schema, relation.name);
}

export function nameList(names: readonly string[]): Sql {
  return join(names.map((name) => (name === "public" ? trusted("public") : readableName(name))));
}

const NATIVE = {
  user: "auth.jwt() ->> 'sub'",
  organization: "coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')",
  either: "coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id', auth.jwt() ->> 'sub')",
} as const;

/** `(select caller) = column` for the column that says whose a row is, or undefined when there is not just one. */
export function ownerTest(relation: AnalysedRelation, database: DatabaseAnalysis): Sql | undefined {
  const owners = relation.ownership.columns.filter((one) => one.kind !== "group");
  const [owner] = owners;
  if (owner === undefined || owners.length > 1 || !holdsText(relation, owner)) return undefined;
  const { kind } = owner;
  if (kind === "group" || kind === "tenant") return undefined;
  return sql`(select ${callerSql(kind, database)}) = ${readableName(owner.column)}`;
}

function holdsText(relation: AnalysedRelation, { column }: OwnerColumn): boolean {
  const type = relation.columns.find((one) => one.name === column)?.baseType ?? "";
  return type === "text" || type.startsWith("character varying");
}

/** The project's own function for it where it has one, else `auth.jwt()`. */
function callerSql(kind: keyof typeof NATIVE, database: DatabaseAnalysis): Sql {
  const own = database.model.routines.find((routine) => {
    if (
      routine.schema === "auth" ||
      routine.parameters.length > 0 ||
      routine.resultType !== "text"
    ) {
      return false;
    }
    const call = { kind: "call", name: [routine.schema, routine.name], args: [] } as const;
    const caller = readCallerValue(call, database.context);
    return caller !== undefined && ownerKindOf(caller) === kind;
  });
  if (own !== undefined) return sql`${readableName(own.schema, own.name)}()`;
  return trusted(NATIVE[kind]);
}
