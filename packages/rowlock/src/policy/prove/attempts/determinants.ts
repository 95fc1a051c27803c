// The columns that decide whose a row is: what a request must not be able to set to somebody else.
import type { ForeignKey } from "../../../catalog/parts/constraints.ts";
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { isAskedBySql, isMembershipTable } from "../../analysis/ownership.ts";
import { type Expression, walk } from "../../expression/expression.ts";
import type { IdForm, Person } from "../cast.ts";
import { sharingOf } from "../intent.ts";
import { asHeld, ownerValue } from "../rows/table-shape.ts";

/** Each entry alone is enough to make a row somebody else's. */
export function determinantsOf(
  relation: AnalysedRelation,
  database: DatabaseAnalysis,
): readonly (readonly string[])[] {
  const { columns } = relation.ownership;
  const users = columns.filter((owner) => owner.kind === "user").map((owner) => owner.column);
  const shared = sharingOf(relation, database) === "world";
  const writesAlone = shared && relation.intent?.write === "user" && users.length > 0;
  const wide = wideDeterminantsOf(relation, { database, users });
  // Within a circle people are told apart only where it is declared.
  return writesAlone ? [users, ...wide] : wide;
}

function wideDeterminantsOf(
  relation: AnalysedRelation,
  { database, users }: { readonly database: DatabaseAnalysis; readonly users: readonly string[] },
): readonly (readonly string[])[] {
  const { columns, parents } = relation.ownership;
  const circles = columns.filter(
    ({ kind }) => kind === "organization" || kind === "either" || kind === "tenant",
  );
  if (circles.length > 0) return circles.map((owner) => [owner.column]);
  const sharing = sharingOf(relation, database);
  if (sharing === "user" && users.length > 0) return [users];
  const others = parents.filter((key) => !isUserKey(key, users));
  const asked = others.filter(
    (key) => isAsked(relation, key.columns) || makesMember(relation, database),
  );
  // A reference that no policy asks for decides nothing: a meeting may name anybody's customer and stays its author's.
  if (asked.length === 0 && isAsked(relation, users)) return [users];
  const shared = asked.length > 0 ? asked : others;
  const wide = shared.filter((key) => {
    const parent = database.relations.find((one) => one.oid === key.target);
    return parent !== undefined && sharingOf(parent, database) === sharing;
  });
  return (wide.length > 0 ? wide : shared).map((key) => key.columns);
}

/** Whether any of the table's policies names a column. Inside a subquery PostgreSQL writes the table's name before it. */
function isAsked({ guards, name: table }: AnalysedRelation, columns: readonly string[]): boolean {
  const names = ({ path }: Extract<Expression, { kind: "column" }>) =>
    columns.includes(path.at(-1) ?? "") && (path.length === 1 || path.at(-2) === table);
  return guards
    .flatMap(({ using, check }) => [using, check])
    .some(
      (guard) =>
        guard !== null &&
        (!guard.understood ||
          [...walk(guard.expression)].some((inner) => inner.kind === "column" && names(inner))),
    );
}

/** Who stands in the table gets in elsewhere, whatever its own policies ask. */
function makesMember(relation: AnalysedRelation, { model }: DatabaseAnalysis): boolean {
  return isMembershipTable(relation, relation.ownership.columns) && isAskedBySql(relation, model);
}

function isUserKey(key: ForeignKey, users: readonly string[]): boolean {
  return key.columns.some((column) => users.includes(column));
}

/** The same columns as another row has them. */
export function taken(values: JsonObject, columns: readonly string[]): JsonObject {
  return Object.fromEntries(columns.map((column) => [column, values[column] ?? null]));
}

/** Whether a row stays its user's with these columns changed: to what they are, or to no organization at all. */
export function leavesOwn(
  { ownership }: AnalysedRelation,
  values: JsonObject,
  change: JsonObject,
): boolean {
  const names = Object.keys(change);
  const isSame = names.every((name) => (change[name] ?? null) === (values[name] ?? null));
  const isPersonal = ownership.columns.some(
    ({ column, kind }) => kind === "user" && !names.includes(column),
  );
  return isSame || (isPersonal && names.every((name) => change[name] === null));
}

/** A planned row with the owner columns of one person, whoever it was planned for. */
export function asOwnedBy(
  relation: AnalysedRelation,
  values: JsonObject,
  { person, ids }: { readonly person: Person; readonly ids: IdForm },
): JsonObject {
  const owned: Record<string, JsonValue> = { ...values };
  for (const owner of relation.ownership.columns) {
    const column = relation.columns.find((one) => one.name === owner.column);
    const holdsIds = column?.baseType !== "uuid" || ids === "uuid" || owner.kind === "tenant";
    if (owner.kind === "group" || !holdsIds) continue;
    owned[owner.column] = asHeld(column, ownerValue(owner, person, person));
  }
  return owned;
}
