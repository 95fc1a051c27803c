// The commonest shape with Clerk: a table of users with ids of its own and Clerk's id beside, and rows that name a user by
// that id. Found by foreign keys and by what policies compare, where only one way leads from a row to a person.
import type { ColumnFacts } from "../../catalog/parts/columns.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { findOwnership, foreignKeysOf, type OwnershipByRelation } from "../analysis/ownership.ts";
import { readPolicyGuards } from "../expression/guard.ts";
import { createGuardContext } from "../expression/guard-context.ts";
import type { SqlParser } from "../expression/parser.ts";
import { findTable } from "./find-table.ts";
import type { Membership } from "./memberships.ts";
import { ownerColumnName } from "./owner-column.ts";
import type { OwnerShape, ProtectShape } from "./shape.ts";

type Through = Extract<OwnerShape, { kind: "through" }>;

/** @throws PROTECT_TABLE, PROTECT_MEMBERSHIP */
export function findThrough(
  model: SecurityModel,
  table: GuardedRelation,
  { users, user, column }: Through & { readonly column: string | undefined },
): Membership {
  const people = findTable(model, users);
  const name = people.columns.find((one) => one.name === user);
  if (name === undefined || !holdsText(name)) {
    throw rowlockError("PROTECT_MEMBERSHIP", {
      message: `${people.schema}.${people.name} has no text column ${user}`,
      hint: "Name the column that holds Clerk's id: --owner-through users.clerk_user_id",
    });
  }
  const keys = foreignKeysOf(table).filter(
    (key) =>
      key.target === people.oid &&
      key.columns.length === 1 &&
      (column === undefined || key.columns[0] === column),
  );
  const [link] = keys;
  const key = people.columns.find((one) => one.name === link?.targetColumns[0]);
  if (link === undefined || key === undefined || keys.length > 1) {
    throw rowlockError("PROTECT_MEMBERSHIP", {
      message: `It can't be told which column of ${table.name} names the user of ${people.name} whose a row is`,
      hint:
        keys.length > 1
          ? `Name it with --column: ${keys.map((one) => one.columns[0]).join(" or ")}`
          : `${table.name} needs a foreign key to ${people.name}`,
    });
  }
  return {
    table: people,
    key,
    user,
    role: null,
    column: link.columns[0] ?? "",
    functionName: `${people.name}_of_requesting_user`,
    purpose: `The caller's own row of ${people.name}`,
    isGroup: false,
  };
}

export interface ShapeRequest {
  readonly model: SecurityModel;
  readonly table: GuardedRelation;
  readonly shape: ProtectShape;
  readonly parser: SqlParser;
}

/** Where nobody said whose rows are: what the table itself tells. @throws PROTECT_MEMBERSHIP where it tells several things */
export function shapeOfTable({ model, table, shape, parser }: ShapeRequest): ProtectShape {
  const usual = ownerColumnName(table, shape);
  if (!shape.open || table.columns.some((column) => column.name === usual)) return shape;
  const ownership = ownershipOf(model, parser);
  const own = ownership.get(table.oid)?.columns ?? [];
  const texts = own.filter(({ column, kind }) => kind === "user" && isText(table, column));
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return { ...shape, column: only.column };
  const ways = waysThrough(table, { model, ownership });
  const [way] = ways;
  if (way !== undefined && ways.length === 1) {
    return { ...shape, owner: way.owner, column: way.column };
  }
  const known = own.filter(({ evidence }) => evidence === "policy");
  if (ways.length === 0 && known.length === 0) return shape;
  const names = [
    ...ways.map(
      ({ owner, column }) => `--owner-through ${owner.users}.${owner.user} --column ${column}`,
    ),
    ...known.filter(({ kind }) => kind === "group").map(() => "--member-of TABLE"),
    "--owner user for a column of its own",
  ];
  throw rowlockError("PROTECT_MEMBERSHIP", {
    message: `Whose the rows of ${table.schema}.${table.name} are can be told in more than one way`,
    hint: `Say it: ${[...new Set(names)].join(", or ")}`,
  });
}

function ownershipOf(model: SecurityModel, parser: SqlParser): OwnershipByRelation {
  const context = createGuardContext(model, parser);
  const guards = new Map(
    model.relations.map((relation) => [
      relation.oid,
      relation.policies.map((policy) => readPolicyGuards(policy, context)),
    ]),
  );
  return findOwnership({ model, context, guards, config: { tables: {}, functions: {} } });
}

interface Search {
  readonly model: SecurityModel;
  readonly ownership: OwnershipByRelation;
}

/** From each foreign key to a table whose rows are people: one with a unique text that is compared with the caller. */
function waysThrough(
  table: GuardedRelation,
  { model, ownership }: Search,
): readonly { readonly owner: Through; readonly column: string }[] {
  return foreignKeysOf(table).flatMap((key) => {
    const people = model.relations.find((one) => one.oid === key.target);
    const [column] = key.columns;
    if (people === undefined || people.oid === table.oid || key.columns.length !== 1) return [];
    return (ownership.get(people.oid)?.columns ?? [])
      .filter(({ kind, column: name }) => kind === "user" && isText(people, name))
      .filter(({ column: name }) => isUnique(people, name) && name !== key.targetColumns[0])
      .map(({ column: user }) => ({
        owner: { kind: "through", users: `${people.schema}.${people.name}`, user },
        column: column ?? "",
      }));
  });
}

function isUnique({ constraints }: GuardedRelation, column: string): boolean {
  return constraints.some(
    (one) =>
      (one.kind === "primary" || one.kind === "unique") &&
      one.columns.length === 1 &&
      one.columns[0] === column,
  );
}

function isText({ columns }: GuardedRelation, name: string): boolean {
  const column = columns.find((one) => one.name === name);
  return column !== undefined && holdsText(column);
}

function holdsText({ baseType }: ColumnFacts): boolean {
  return baseType === "text" || baseType.startsWith("character varying");
}
