// Membership by join, written so that it stays fast: one function gives the groups that the caller belongs to, and
// policies compare with its result as an array, which is worked out once and can use an index.
// The function reads the memberships with its owner's rights, so that their own policies can't lock it out or recurse.
import type { ColumnFacts } from "../../catalog/parts/columns.ts";
import type { ForeignKey } from "../../catalog/parts/constraints.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { dollarLiteral } from "../../sql/dollar-literal.ts";
import { compile, empty, literal, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { callerOnce } from "./caller-sql.ts";
import { findTable } from "./find-table.ts";
import type { ProtectShape } from "./shape.ts";

/** The schema of the function: one that the Data API does not serve. */
export const PRIVATE_SCHEMA = "private";

export interface Membership {
  readonly table: GuardedRelation;
  /** The column of the memberships that names the group. */
  readonly key: ColumnFacts;
  /** The column of the memberships that names the user. */
  readonly user: string;
  /** The column of the memberships that names the role, where there is one. */
  readonly role: string | null;
  /** The column of the protected table that names the group. */
  readonly column: string;
  readonly functionName: string;
  /** What the function gives, for the migration's reader. */
  readonly purpose: string;
  /** True where the protected table holds the groups themselves: nobody is a member of one that is not yet there. */
  readonly isGroup: boolean;
}

/** Works out how two tables hang together. @throws PROTECT_TABLE, PROTECT_MEMBERSHIP */
export function findMembership(
  model: SecurityModel,
  table: GuardedRelation,
  { memberships, column }: { readonly memberships: string; readonly column: string | undefined },
): Membership {
  const members = findTable(model, memberships);
  const links = linksBetween(table, members).filter(
    (link) => column === undefined || link.column === column,
  );
  const [link] = links;
  if (link === undefined || links.length > 1) {
    throw rowlockError("PROTECT_MEMBERSHIP", {
      message: `It can't be told which column of ${table.name} says to which group of ${members.name} a row belongs`,
      hint:
        links.length > 1
          ? `Name it with --column: ${links.map((one) => one.column).join(" or ")}`
          : `Both need a foreign key to the same table, or ${members.name} one to ${table.name}`,
    });
  }
  const key = members.columns.find((one) => one.name === link.key);
  const user = members.columns.find((one) => isUserColumn(one));
  if (key === undefined || user === undefined) {
    throw rowlockError("PROTECT_MEMBERSHIP", {
      message: `${members.schema}.${members.name} has no text column that holds the user's id`,
      hint: "Clerk's ids are text: add a column user_id text",
    });
  }
  return {
    table: members,
    key,
    user: user.name,
    role: members.columns.find((one) => one.name === "role")?.name ?? null,
    column: link.column,
    functionName: `${members.name}_of_requesting_user`,
    purpose: `The groups of ${members.name} that the caller belongs to`,
    isGroup: link.isGroup,
  };
}

interface Link {
  readonly key: string;
  readonly column: string;
  readonly isGroup: boolean;
}

function linksBetween(table: GuardedRelation, members: GuardedRelation): readonly Link[] {
  const links: Link[] = [];
  for (const toGroup of singleKeys(members)) {
    const [key = ""] = toGroup.columns;
    const [target = ""] = toGroup.targetColumns;
    if (toGroup.target === table.oid) links.push({ key, column: target, isGroup: true });
    for (const own of singleKeys(table)) {
      const same = own.target === toGroup.target && own.targetColumns[0] === target;
      if (same) links.push({ key, column: own.columns[0] ?? "", isGroup: false });
    }
  }
  return links;
}

function singleKeys(table: GuardedRelation): readonly ForeignKey[] {
  return table.constraints.filter(
    (one): one is ForeignKey => one.kind === "foreign" && one.columns.length === 1,
  );
}

function isUserColumn({ name, baseType }: ColumnFacts): boolean {
  const text = baseType === "text" || baseType.startsWith("character varying");
  return text && /^(user_id|member_id|clerk_user_id|clerk_id|profile_id)$/.test(name);
}

/** `key = any (array(select ...))`: whether the row's group is one of the caller's. */
export function membershipTest(membership: Membership, role: string | null): Sql {
  const name = readableName(PRIVATE_SCHEMA, membership.functionName);
  const call = role === null ? sql`${name}()` : sql`${name}(${literal(role)})`;
  return sql`${readableName(membership.column)} = any (array(select ${call}))`;
}

/** The function and what it needs, in order. */
export function membershipFunction(membership: Membership, shape: ProtectShape): readonly Sql[] {
  const { table, key, user, role, functionName } = membership;
  const name = readableName(PRIVATE_SCHEMA, functionName);
  const parameter = role === null ? empty : trusted("with_role text default null");
  const signature = sql`${name}(${role === null ? empty : trusted("text")})`;
  const conditions =
    role === null
      ? empty
      : sql`
    and (with_role is null or m.${readableName(role)}::text = with_role)`;
  const body = sql`
  select m.${readableName(key.name)}
  from ${readableName(table.schema, table.name)} m
  where m.${readableName(user)} = ${callerOnce("requesting_user_id", shape)}${conditions}
`;
  return [
    sql`create schema if not exists ${readableName(PRIVATE_SCHEMA)}`,
    sql`grant usage on schema ${readableName(PRIVATE_SCHEMA)} to authenticated`,
    sql`create or replace function ${name}(${parameter}) returns setof ${trusted(key.type)}
  language sql stable security definer
  set search_path = ''
  as ${dollarLiteral(compile(body).text)}`,
    sql`revoke execute on function ${signature} from public, anon`,
    sql`grant execute on function ${signature} to authenticated`,
  ];
}
