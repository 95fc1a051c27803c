// How the generated policies name the caller: by functions of their own, or on `auth.jwt()` alone.
// INVARIANT: always inside `(select ...)`, so that PostgreSQL evaluates it once a query and not once a row.
import { dollarLiteral } from "../../sql/dollar-literal.ts";
import { literal, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import type { OwnerShape, ProtectShape } from "./shape.ts";

export interface CallerFunction {
  readonly name: string;
  readonly create: Sql;
  /** For the migration's reader. */
  readonly purpose: string;
}

const CLAIMS = "nullif(current_setting('request.jwt.claims', true), '')::json";
const CLAIM_ORGANIZATION = `coalesce(${CLAIMS} -> 'o' ->> 'id', ${CLAIMS} ->> 'org_id')`;

/** Bodies by name. Each gives NULL when there is no token, and never fails. */
const BODIES = {
  requesting_user_id: {
    purpose: "The Clerk user who asks, or NULL",
    body: `nullif(${CLAIMS} ->> 'sub', '')::text`,
  },
  requesting_org_id: {
    purpose: "The active organization: version 2 of Clerk's tokens, else version 1",
    body: `nullif(${CLAIM_ORGANIZATION}, '')::text`,
  },
  requesting_owner_id: {
    purpose: "The active organization, or the user when none is active",
    body: `nullif(coalesce(${CLAIMS} -> 'o' ->> 'id', ${CLAIMS} ->> 'org_id', ${CLAIMS} ->> 'sub'), '')::text`,
  },
  requesting_org_role: {
    purpose: "The user's role in the active organization, such as admin",
    body: `regexp_replace(coalesce(${CLAIMS} -> 'o' ->> 'rol', ${CLAIMS} ->> 'org_role'), '^org:', '')`,
  },
} as const;

type CallerName = keyof typeof BODIES;

const NATIVE: Readonly<Record<CallerName, string>> = {
  requesting_user_id: "auth.jwt() ->> 'sub'",
  requesting_org_id: "coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')",
  requesting_owner_id:
    "coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id', auth.jwt() ->> 'sub')",
  requesting_org_role:
    "regexp_replace(coalesce(auth.jwt() -> 'o' ->> 'rol', auth.jwt() ->> 'org_role'), '^org:', '')",
};

/** The value that an owner column is compared with. */
export function ownerCaller(owner: OwnerShape): CallerName {
  if (owner.kind !== "organization") return "requesting_user_id";
  return owner.personal ? "requesting_owner_id" : "requesting_org_id";
}

/** The caller's value as a column default takes it. */
export function callerDefault(name: CallerName, { native }: ProtectShape): Sql {
  return native ? trusted(`(${NATIVE[name]})`) : trusted(`public.${name}()`);
}

/** The caller's value as a policy takes it: evaluated once. */
export function callerOnce(name: CallerName, { native }: ProtectShape): Sql {
  return native ? trusted(`(select ${NATIVE[name]})`) : trusted(`(select public.${name}())`);
}

/** The functions that a shape's policies call, in the order in which they are made. */
export function callerFunctions(shape: ProtectShape): readonly CallerFunction[] {
  if (shape.native) return [];
  const needed: CallerName[] = [ownerCaller(shape.owner)];
  if (shape.owner.kind === "organization" && typeof shape.write === "object") {
    if (shape.owner.personal) needed.push("requesting_org_id");
    needed.push("requesting_org_role");
  }
  return needed.map((name) => ({
    name,
    purpose: BODIES[name].purpose,
    create: createCallerFunction(name),
  }));
}

function createCallerFunction(name: CallerName): Sql {
  const body = dollarLiteral(`\n  select ${BODIES[name].body}\n`);
  return sql`create or replace function ${readableName("public", name)}() returns text
  language sql stable
  set search_path = ''
  as ${body}`;
}

/** `x = 'admin'` for the caller's role in the active organization; personal rows have no roles. */
export function organizationRoleTest(role: string, shape: ProtectShape): Sql {
  const test = sql`${callerOnce("requesting_org_role", shape)} = ${literal(role)}`;
  if (shape.owner.kind !== "organization" || !shape.owner.personal) return test;
  return sql`(${callerOnce("requesting_org_id", shape)} is null or ${test})`;
}
