// Everything that one token needs, in one statement: the session, its user with addresses, the memberships.
// This is the hot path of the service: prepared once on each connection.
import { param, sql } from "../../sql/fragment.ts";
import { hashSecret } from "./clients.ts";
import type { Queryable } from "./identity-database.ts";
import type { SavedJwtTemplate } from "./jwt-templates.ts";
import type { Membership } from "./memberships.ts";
import type { SessionRow } from "./sessions.ts";
import { type User, wholeUser } from "./users.ts";

/** A membership as tokens need it: the organization without its counts. */
export type TokenMembership = Omit<Membership, "organization"> & {
  readonly organization: Omit<
    Membership["organization"],
    "members_count" | "pending_invitations_count"
  >;
};

export interface SessionContext {
  readonly session: SessionRow;
  readonly user: User;
  readonly memberships: readonly TokenMembership[];
}

/** What hangs on a session `s` and its user `u`, as columns. */
const CONTEXT = sql`
  to_jsonb(s) as session,
  ${wholeUser} as "user",
  coalesce((
    select jsonb_agg(to_jsonb(m) || jsonb_build_object(
      'organization', to_jsonb(o),
      'role_name', r.name,
      'permissions', coalesce((
        select jsonb_agg(p.key order by p.key)
        from organization_role_permissions rp join organization_permissions p on p.id = rp.permission_id
        where rp.role_id = r.id
      ), '[]')
    ) order by m.created_at, m.id collate "C")
    from organization_memberships m
    join organizations o on o.id = m.organization_id
    join organization_roles r on r.key = m.role
    where m.user_id = u.id
  ), '[]') as memberships
  from sessions s join users u on u.id = s.user_id`;

/** Finds a session with what belongs to it, whatever its state. */
export async function findSessionContext(
  database: Queryable,
  sessionId: string,
): Promise<SessionContext | undefined> {
  const [context] = await database.query<SessionContext>(
    sql`select ${CONTEXT} where s.id = ${param(sessionId)}`,
  );
  return context;
}

export interface OwnSessionContext extends SessionContext {
  /** The template that was asked for, if there is one of that name. */
  readonly template: SavedJwtTemplate | null;
}

/** Finds a session of the client that holds a cookie, and a template with it. */
export async function findOwnSessionContext(
  database: Queryable,
  key: {
    readonly sessionId: string;
    readonly clientToken: string;
    readonly templateName: string | null;
  },
): Promise<OwnSessionContext | undefined> {
  const [context] = await database.query<OwnSessionContext>(
    sql`
      select (
        select to_jsonb(t) || jsonb_build_object('version', t.xmin::text)
        from jwt_templates t where t.name = ${param(key.templateName)}
      ) as template, ${CONTEXT}
      join clients c on c.id = s.client_id and c.token_hash = ${param(hashSecret(key.clientToken))}
      where s.id = ${param(key.sessionId)}`,
  );
  return context;
}
