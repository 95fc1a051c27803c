// Grants: what the policies allow, and nothing more. Without a grant PostgreSQL refuses before it looks at a policy.
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import type { WantedPolicy } from "./policies.ts";
import type { Step } from "./step.ts";

type Privilege = "SELECT" | "INSERT" | "UPDATE" | "DELETE";

const EVERYTHING: readonly Privilege[] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

export function planGrants(
  table: GuardedRelation,
  policies: readonly WantedPolicy[],
  /** The roles that may use the table's schema. */
  usableBy: readonly string[],
): readonly Step[] {
  const wanted = new Map<string, readonly Privilege[]>();
  for (const role of ["anon", "authenticated"]) {
    wanted.set(
      role,
      policies
        .filter((policy) => policy.roles.includes(role))
        .map((policy) => policy.command.toUpperCase() as Privilege),
    );
  }
  const writers = [...wanted].filter(([, privileges]) => privileges.includes("INSERT"));
  const needed = [...wanted].filter(([, privileges]) => privileges.length > 0);
  return withPurpose("What requests may try; the policies decide on which rows", [
    ...schemaGrants(
      table,
      needed.map(([role]) => role).filter((role) => !usableBy.includes(role)),
    ),
    ...revokes(table, wanted),
    ...[...wanted].flatMap(([role, privileges]) => tableGrant(table, role, privileges)),
    ...tableGrant(table, "service_role", EVERYTHING),
    ...sequenceGrants(table, [...writers.map(([role]) => role), "service_role"]),
  ]);
}

function withPurpose(purpose: string, statements: readonly Sql[]): readonly Step[] {
  return statements.map((one, index) => (index === 0 ? { purpose, sql: one } : { sql: one }));
}

function schemaGrants({ schema }: GuardedRelation, roles: readonly string[]): readonly Sql[] {
  if (roles.length === 0) return [];
  return [
    sql`grant usage on schema ${readableName(schema)} to ${join(roles.map((role) => readableName(role)))}`,
  ];
}

/** Takes back what goes beyond the wanted, for the roles of requests and for PUBLIC. */
function revokes(
  table: GuardedRelation,
  wanted: ReadonlyMap<string, readonly Privilege[]>,
): readonly Sql[] {
  const target = readableName(table.schema, table.name);
  return ["public", ...wanted.keys()].flatMap((role) => {
    const allowed: readonly string[] = wanted.get(role) ?? [];
    const excess = table.grants.filter(
      (grant) =>
        grant.grantee === role && !(allowed.includes(grant.privilege) && grant.column === null),
    );
    if (excess.length === 0) return [];
    const grantee = role === "public" ? trusted("public") : readableName(role);
    const whole = [
      ...new Set(excess.filter((one) => one.column === null).map((one) => one.privilege)),
    ];
    const columns = excess.filter((one) => one.column !== null);
    return [
      ...(whole.length === 0
        ? []
        : [sql`revoke ${trusted(whole.join(", ").toLowerCase())} on ${target} from ${grantee}`]),
      ...columns.map(
        (one) =>
          sql`revoke ${trusted(one.privilege.toLowerCase())} (${readableName(one.column ?? "")}) on ${target} from ${grantee}`,
      ),
    ];
  });
}

function tableGrant(
  table: GuardedRelation,
  role: string,
  privileges: readonly Privilege[],
): readonly Sql[] {
  const held = table.grants
    .filter((grant) => grant.grantee === role && grant.column === null)
    .map((grant) => grant.privilege);
  const missing = privileges.filter((privilege) => !held.includes(privilege));
  if (missing.length === 0) return [];
  const list = trusted(missing.join(", ").toLowerCase());
  return [sql`grant ${list} on ${readableName(table.schema, table.name)} to ${readableName(role)}`];
}

/** A serial column draws from a sequence with grants of its own; an identity column's needs none. */
function sequenceGrants(table: GuardedRelation, roles: readonly string[]): readonly Sql[] {
  return table.columns.flatMap(({ sequence }) => {
    if (sequence === null || sequence.identity) return [];
    const missing = roles.filter((role) => !sequence.usableBy.includes(role));
    if (missing.length === 0) return [];
    const list = join(missing.map((role) => readableName(role)));
    return [
      sql`grant usage on sequence ${readableName(sequence.schema, sequence.name)} to ${list}`,
    ];
  });
}
