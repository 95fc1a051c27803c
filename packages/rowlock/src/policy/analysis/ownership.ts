// Whose the rows of a table are: which columns name a user, an organization or a group, and how that is known.
// Evidence in order: what was declared, what policies compare, column defaults, foreign keys, and last the names.

import type { ColumnFacts } from "../../catalog/parts/columns.ts";
import type { ForeignKey } from "../../catalog/parts/constraints.ts";
import { isTable } from "../../catalog/parts/relations.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import type { PolicyConfig } from "../../config/policy-config.ts";
import { type CallerValue, readCallerValue } from "../expression/caller-value.ts";
import { meaningOf, meaningsOf } from "../expression/claim-meaning.ts";
import type { PolicyGuards } from "../expression/guard.ts";
import type { GuardContext } from "../expression/scope.ts";
import { callerColumnsIn, callerColumnsOfRoutines } from "./caller-columns.ts";

/** `tenant`: whoever has the same value in a claim of their own, such as `app_metadata.tenant_id`. */
export type OwnerKind = "user" | "organization" | "either" | "group" | "tenant";

export interface OwnerColumn {
  readonly column: string;
  readonly kind: OwnerKind;
  readonly evidence: "declared" | "policy" | "default" | "reference" | "name" | "membership";
  /** Of a tenant: the keys down to the claim. */
  readonly claim?: readonly string[];
}

export interface Ownership {
  readonly columns: readonly OwnerColumn[];
  /** Foreign keys to tables that are owned themselves: a row belongs to whom its parent belongs to. */
  readonly parents: readonly ForeignKey[];
}

export type OwnershipByRelation = ReadonlyMap<string, Ownership>;

const USER_NAMES =
  /^(user_id|owner_id|owner|clerk_id|clerk_user_id|author_id|created_by|creator_id|account_user_id|userid|user)$/i;
const ORGANIZATION_NAMES =
  /^(org_id|organization_id|organisation_id|clerk_org_id|clerk_organization_id|orgid)$/i;
/** Claims that tell of a person, a session or a plan, and of no circle. */
const NO_CIRCLES: ReadonlySet<string> = new Set(
  "email phone phone_number sid jti act fea pla".split(" "),
);
const PEOPLE_TABLES = /^(users?|profiles?|people|accounts?)$/i;

/** Kinds of things: people have them, but they are not anybody's. */
const KIND_TABLES =
  /(^|_)(roles?|permissions?|privileges?|plans?|tags?|badges?|skills?|interests?|topics?|categor(y|ies)|languages?)$/i;

export interface OwnershipInput {
  readonly model: SecurityModel;
  readonly context: GuardContext;
  readonly guards: ReadonlyMap<string, readonly PolicyGuards[]>;
  readonly config: PolicyConfig;
}

export function findOwnership(input: OwnershipInput): OwnershipByRelation {
  const columns = new Map<string, Map<string, OwnerColumn>>();
  const add = (relation: string, owner: OwnerColumn) => {
    const known = columns.get(relation) ?? new Map<string, OwnerColumn>();
    columns.set(relation, known);
    if (!known.has(owner.column)) known.set(owner.column, owner);
  };
  addDeclared(input, add);
  addCompared(input, add);
  addTenants(input, { columns, add });
  addDefaults(input, add);
  addNames(input, add);
  spreadAlongReferences(input.model, { columns, add });
  addGroups(input, { columns, add });
  return withParents(input.model, columns);
}

type Add = (relation: string, owner: OwnerColumn) => void;
type Found = ReadonlyMap<string, ReadonlyMap<string, OwnerColumn>>;

function addDeclared({ model, config }: OwnershipInput, add: Add): void {
  for (const relation of model.relations) {
    const owner = config.tables[`${relation.schema}.${relation.name}`]?.owner;
    const column = relation.columns.find((one) => one.name === owner);
    if (column === undefined) continue;
    const kind = ORGANIZATION_NAMES.test(column.name) ? "organization" : "user";
    add(relation.oid, { column: column.name, kind, evidence: "declared" });
  }
}

export function ownerKindOf(caller: CallerValue): OwnerKind | undefined {
  const meanings = meaningsOf(caller);
  const user = meanings.has("user");
  const organization = meanings.has("organization");
  if (user && organization) return "either";
  if (user) return "user";
  return organization ? "organization" : undefined;
}

function addCompared({ model, context, guards }: OwnershipInput, add: Add): void {
  const compared = [...callerColumnsOfRoutines(model, context)];
  for (const [relation, policies] of guards) {
    for (const guard of policies.flatMap((one) => [one.using, one.check])) {
      if (!guard?.understood) continue;
      compared.push(...callerColumnsIn(guard.expression, context));
      for (const condition of guard.alternatives.flat()) {
        if (condition.kind === "binds" && !condition.part)
          compared.push({ relation, ...condition });
      }
    }
  }
  for (const { relation, column, caller } of compared) {
    const kind = ownerKindOf(caller);
    if (kind !== undefined) add(relation, { column, kind, evidence: "policy" });
  }
}

/** Columns that policies tie to a claim of the app's own, on a way that ties the row to nobody else. */
function addTenants({ model, guards }: OwnershipInput, { columns, add }: Spread): void {
  for (const [relation, policies] of guards) {
    const types = new Map(
      model.relations.find(({ oid }) => oid === relation)?.columns.map((one) => [one.name, one]),
    );
    const isOwned = columns.has(relation);
    for (const { policy, using, check } of policies) {
      // What only narrows another policy says nothing of whose a row is, unless nothing else does.
      if (!policy.permissive && isOwned) continue;
      for (const way of [using, check].flatMap((one) =>
        one?.understood ? one.alternatives : [],
      )) {
        const ties = way.filter((one) => one.kind === "binds");
        if (ties.some(({ caller }) => ownerKindOf(caller) !== undefined)) continue;
        if (way.some(({ kind }) => kind === "membership")) continue;
        for (const { column, caller, part } of ties) {
          const claim = tenantClaimOf(caller);
          if (claim && !part && namesCircles(types.get(column)))
            add(relation, { column, kind: "tenant", evidence: "policy", claim });
        }
      }
    }
  }
}

/** A kind of thing or a flag is no circle. */
function namesCircles(column: ColumnFacts | undefined): boolean {
  return (
    column !== undefined &&
    column.typeKind !== "enum" &&
    /^(text|character varying|uuid|smallint|integer|bigint)/.test(column.baseType) &&
    !column.baseType.endsWith("[]")
  );
}

/** A part of the token that the app itself put there; whether by the server or by the user says nothing of what it means. */
function tenantClaimOf({ readings }: CallerValue): readonly string[] | undefined {
  const own = readings.find(
    ({ source, path, legacy }) => source === "claims" && path.length > 0 && !legacy,
  );
  const [first = "", second] = own?.path ?? [];
  if (own === undefined || NO_CIRCLES.has(first)) return undefined;
  if (first === "o" && second !== "slg") return undefined;
  return ["other", "editable"].includes(meaningOf(own)) ? own.path : undefined;
}

function addDefaults({ model, context }: OwnershipInput, add: Add): void {
  for (const relation of model.relations) {
    for (const column of relation.columns) {
      if (column.defaultExpression === null) continue;
      const parsed = context.parser.expression(column.defaultExpression);
      const caller = parsed.ok ? readCallerValue(parsed.value, context) : undefined;
      const kind = caller && ownerKindOf(caller);
      if (kind !== undefined) add(relation.oid, { column: column.name, kind, evidence: "default" });
    }
  }
}

function addNames({ model }: OwnershipInput, add: Add): void {
  for (const relation of model.relations) {
    if (!isTable(relation)) continue;
    for (const column of relation.columns) {
      if (!holdsIds(column) || referenceOf(relation, column.name) !== undefined) continue;
      if (USER_NAMES.test(column.name)) {
        add(relation.oid, { column: column.name, kind: "user", evidence: "name" });
      } else if (ORGANIZATION_NAMES.test(column.name)) {
        add(relation.oid, { column: column.name, kind: "organization", evidence: "name" });
      } else if (isPerson(relation, column)) {
        add(relation.oid, { column: column.name, kind: "user", evidence: "name" });
      }
    }
  }
}

/** The key of a table of people: Clerk's id, or a row of auth.users. */
function isPerson(relation: GuardedRelation, { name, baseType }: ColumnFacts): boolean {
  if (name !== "id") return false;
  if (baseType === "text") return PEOPLE_TABLES.test(relation.name);
  return foreignKeysOf(relation).some(
    ({ columns, targetSchema, targetName }) =>
      columns.join() === name && targetSchema === "auth" && targetName === "users",
  );
}

/** Clerk's ids are text; uuid columns are those that were meant for another sign-in. */
function holdsIds({ baseType }: ColumnFacts): boolean {
  return baseType === "text" || baseType === "uuid" || baseType.startsWith("character varying");
}

function referenceOf(relation: GuardedRelation, column: string): ForeignKey | undefined {
  return foreignKeysOf(relation).find(
    (one) => one.columns.length === 1 && one.columns[0] === column && one.targetSchema !== "auth",
  );
}

export function foreignKeysOf(relation: GuardedRelation): readonly ForeignKey[] {
  return relation.constraints.filter((one): one is ForeignKey => one.kind === "foreign");
}

interface Spread {
  readonly columns: Found;
  readonly add: Add;
}

/** A foreign key to a column that holds a user's id holds a user's id. */
function spreadAlongReferences(model: SecurityModel, { columns, add }: Spread): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const relation of model.relations) {
      for (const key of foreignKeysOf(relation)) {
        key.columns.forEach((column, place) => {
          const target = columns.get(key.target)?.get(key.targetColumns[place] ?? "");
          if (target === undefined || columns.get(relation.oid)?.has(column)) return;
          add(relation.oid, { ...target, column, evidence: "reference" });
          changed = true;
        });
      }
    }
  }
}

/** A table whose rows have members, and one that a policy ties to the caller through others, belong to groups. */
function addGroups({ model, guards }: OwnershipInput, { columns, add }: Spread): void {
  const owned = new Set(columns.keys());
  for (const relation of model.relations) {
    const owners = [...(columns.get(relation.oid)?.values() ?? [])];
    if (!isMembershipTable(relation, owners)) continue;
    const isAsked = isAskedBySql(relation, model);
    for (const key of foreignKeysOf(relation)) {
      const [target] = key.targetColumns;
      const [own] = key.columns;
      const holdsUser = columns.get(relation.oid)?.has(own ?? "") ?? false;
      if (target === undefined || key.columns.length !== 1 || holdsUser) continue;
      if (KIND_TABLES.test(key.targetName)) continue;
      // Likes of somebody's posts make nobody a member: no policy ever asks for them.
      if (owned.has(key.target) && !isAsked) continue;
      add(key.target, { column: target, kind: "group", evidence: "membership" });
    }
  }
  for (const [relation, policies] of guards) {
    for (const guard of policies.flatMap((one) => [one.using, one.check])) {
      const conditions = guard?.understood ? guard.alternatives.flat() : [];
      for (const condition of conditions) {
        if (condition.kind !== "membership") continue;
        for (const column of condition.columns) {
          add(relation, { column, kind: "group", evidence: "policy" });
        }
      }
    }
  }
}

/** Whether a policy of another table or a function names the table: only then can its rows give access to others. */
export function isAskedBySql({ oid, name }: GuardedRelation, model: SecurityModel): boolean {
  const texts = [
    ...model.relations.flatMap((other) =>
      other.oid === oid ? [] : other.policies.flatMap(({ using, check }) => [using, check]),
    ),
    ...model.routines.map((routine) => (routine.fromExtension ? null : routine.source)),
  ];
  return texts.some((text) => text?.toLowerCase().includes(name.toLowerCase()));
}

/** A table of who is in what: a user and a reference together, or a name that says so. */
export function isMembershipTable(
  relation: GuardedRelation,
  owners: readonly OwnerColumn[],
): boolean {
  const users = owners.filter((owner) => owner.kind === "user").map((owner) => owner.column);
  if (users.length === 0) return false;
  if (/member/i.test(relation.name)) return true;
  const references = new Set(foreignKeysOf(relation).flatMap((key) => key.columns));
  return relation.constraints.some(
    (key) =>
      (key.kind === "primary" || key.kind === "unique") &&
      key.columns.length > 1 &&
      key.columns.some((column) => users.includes(column)) &&
      key.columns.some((column) => references.has(column) && !users.includes(column)),
  );
}

function withParents(model: SecurityModel, columns: Found): OwnershipByRelation {
  const owned = new Set(columns.keys());
  const parents = new Map<string, ForeignKey[]>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const relation of model.relations) {
      const found = parents.get(relation.oid) ?? [];
      const more = foreignKeysOf(relation).filter(
        (key) => key.target !== relation.oid && owned.has(key.target) && !found.includes(key),
      );
      if (more.length === 0) continue;
      parents.set(relation.oid, [...found, ...more]);
      owned.add(relation.oid);
      changed = true;
    }
  }
  return new Map(
    model.relations.map((relation) => [
      relation.oid,
      {
        columns: [...(columns.get(relation.oid)?.values() ?? [])],
        parents: parents.get(relation.oid) ?? [],
      },
    ]),
  );
}

export function isOwned(ownership: Ownership | undefined): boolean {
  return ownership !== undefined && ownership.columns.length + ownership.parents.length > 0;
}

/** A table of groups: whose a row is, its members say, who refer to its key. */
export function isGroup({
  ownership,
  constraints,
}: Pick<GuardedRelation, "constraints"> & { readonly ownership: Ownership }): boolean {
  const keys = constraints.flatMap((one) => (one.kind === "primary" ? one.columns : []));
  return (
    ownership.columns.length > 0 &&
    ownership.parents.length === 0 &&
    ownership.columns.every(({ column, kind }) => kind === "group" && keys.includes(column))
  );
}
