// From a table and a shape to the statements that are still needed. Pure: reads plain data, writes SQL.
// Guarantee: run on a table that has the shape already, it gives no step.
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import { type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { createIndex, isIndexed } from "../analysis/owner-index.ts";
import type { Condition } from "../expression/condition.ts";
import { readPolicyGuards } from "../expression/guard.ts";
import { createGuardContext } from "../expression/guard-context.ts";
import type { SqlParser } from "../expression/parser.ts";
import { callerOnce, organizationRoleTest, ownerCaller } from "./caller-sql.ts";
import { planFunctions } from "./functions.ts";
import { planGrants } from "./grants.ts";
import { findMembership, type Membership, membershipTest } from "./memberships.ts";
import { ownerColumnName, planOwnerColumn, type RowState } from "./owner-column.ts";
import { findThrough } from "./owner-through.ts";
import { planRealtime } from "./plan-realtime.ts";
import { planPolicies, type WantedPolicy } from "./policies.ts";
import { sameExpression } from "./same-expression.ts";
import type { ProtectShape } from "./shape.ts";
import { type Step, textOf } from "./step.ts";

export interface ProtectionRequest {
  readonly model: SecurityModel;
  readonly table: GuardedRelation;
  readonly shape: ProtectShape;
  readonly rows: RowState;
  /** The publication of Realtime is there. */
  readonly hasPublication: boolean;
  readonly parser: SqlParser;
}

/** @throws PROTECT_COLUMN, PROTECT_EXISTING_ROWS, PROTECT_MEMBERSHIP, PROTECT_POLICIES */
export function planProtection(request: ProtectionRequest): readonly Step[] {
  const { model, table, shape, rows, parser } = request;
  const same = (left: string, right: Sql) => sameExpression(left, textOf(right), parser);
  const membership = membershipOf(request);
  const column = membership?.column ?? ownerColumnName(table, shape);
  const context = createGuardContext(model, parser);
  const wanted = wantedPolicies({ table, shape, column, membership });
  const schema = model.schemas.find((one) => one.name === table.schema);
  return [
    ...planFunctions({ model, shape, parser, membership }),
    ...(membership === undefined
      ? planOwnerColumn({ table, shape, name: column, rows, sameExpression: same })
      : []),
    ...rowSecuritySteps(table),
    ...planPolicies({
      table,
      guards: table.policies.map((policy) => readPolicyGuards(policy, context)),
      wanted,
      isTie: (condition) => isTie(condition, column, membership),
      replace: shape.replace,
      sameExpression: same,
    }),
    ...planGrants(table, wanted, schema?.usableBy ?? []),
    ...indexSteps(table, column),
    ...(membership === undefined ? [] : indexSteps(membership.table, membership.user)),
    ...planRealtime(request),
  ];
}

function membershipOf({ model, table, shape }: ProtectionRequest): Membership | undefined {
  if (shape.owner.kind === "through") {
    return findThrough(model, table, { ...shape.owner, column: shape.column });
  }
  if (shape.owner.kind !== "members") return undefined;
  const { memberships } = shape.owner;
  const membership = findMembership(model, table, { memberships, column: shape.column });
  return typeof shape.write === "object" ? membership : { ...membership, role: null };
}

/** Whether a condition ties the row to the caller as the shape does. */
function isTie(condition: Condition, column: string, membership: Membership | undefined): boolean {
  if (membership === undefined) {
    return condition.kind === "binds" && condition.column === column && !condition.nullSafe;
  }
  return (
    condition.kind === "membership" &&
    condition.columns.includes(column) &&
    condition.tables.length === 1 &&
    condition.tables.every(({ name }) => name === membership.table.name) &&
    condition.named.every((name) => [membership.key.name, membership.user].includes(name))
  );
}

interface WantedRequest {
  readonly table: GuardedRelation;
  readonly shape: ProtectShape;
  readonly column: string;
  readonly membership: Membership | undefined;
}

function wantedPolicies({
  table,
  shape,
  column,
  membership,
}: WantedRequest): readonly WantedPolicy[] {
  const owns = membership
    ? membershipTest(membership, null)
    : sql`${callerOnce(ownerCaller(shape.owner), shape)} = ${readableName(column)}`;
  const name = (verb: string) => `${verb} ${table.name} policy`;
  const select: WantedPolicy = {
    name: name("Select"),
    command: "select",
    roles: shape.read === "public" ? ["anon", "authenticated"] : ["authenticated"],
    using: shape.read === "owner" ? owns : trusted("true"),
    check: null,
  };
  if (shape.write === "none") return [select];
  const writes = writeTest(owns, { shape, membership });
  const roles = ["authenticated"];
  const insert: WantedPolicy = {
    name: name("Insert"),
    command: "insert",
    roles,
    using: null,
    check: writes,
  };
  return [
    select,
    // Nobody is a member of a group that is not there yet: groups are made by the server, or by a function.
    ...(membership?.isGroup ? [] : [insert]),
    { name: name("Update"), command: "update", roles, using: writes, check: writes },
    { name: name("Delete"), command: "delete", roles, using: writes, check: null },
  ];
}

function writeTest(
  owns: Sql,
  { shape, membership }: Pick<WantedRequest, "shape" | "membership">,
): Sql {
  if (typeof shape.write !== "object") return owns;
  if (membership !== undefined) return membershipTest(membership, shape.write.role);
  return sql`${owns} and ${organizationRoleTest(shape.write.role, shape)}`;
}

function rowSecuritySteps(table: GuardedRelation): readonly Step[] {
  if (table.rowSecurity) return [];
  return [
    {
      purpose: "From here on a row is seen only where a policy lets it through",
      sql: sql`alter table ${readableName(table.schema, table.name)} enable row level security`,
    },
  ];
}

function indexSteps(table: GuardedRelation, column: string): readonly Step[] {
  if (isIndexed(table, column)) return [];
  return [
    {
      purpose: "Finds the caller's rows without reading the others",
      sql: createIndex(table, column),
    },
  ];
}
