// Sessions as they are stored. Whether one is still alive at a moment is said in sessions/session-state.ts.
import { join, param, type Sql, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { CodeVerification } from "../verification/code-verification.ts";
import type { PasskeyVerification } from "../verification/passkey-verification.ts";
import { json, number, numberOrNull, only, type Queryable } from "./identity-database.ts";
import type { SecondFactor } from "./sign-ins.ts";

export type SessionStatus =
  | "active"
  | "ended"
  | "removed"
  | "replaced"
  | "revoked"
  | "expired"
  | "abandoned";

/** From where a session was last used, as far as a browser says. */
export interface SessionActivity {
  readonly id?: string;
  readonly browser_name?: string;
  readonly browser_version?: string;
  readonly device_type?: string;
  readonly is_mobile?: boolean;
  readonly ip_address?: string;
}

/** A user proving again who they are, within a session. */
export interface Reverification {
  readonly status: "needs_first_factor" | "needs_second_factor" | "complete";
  readonly level: "first_factor" | "second_factor" | "multi_factor";
  readonly first_factor:
    | CodeVerification
    | PasskeyVerification
    | { readonly strategy: "password"; readonly status: "verified" }
    | null;
  readonly second_factor?: SecondFactor | null | undefined;
  readonly expire_at: number;
}

export interface SessionRow {
  readonly id: string;
  readonly client_id: string;
  readonly user_id: string;
  readonly status: SessionStatus;
  /** Who acts in the user's name; `{ sub }` at least. */
  readonly actor: JsonObject | null;
  readonly last_active_organization_id: string | null;
  readonly activity: SessionActivity;
  readonly reverification: Reverification | null;
  readonly first_factor_verified_at: number;
  /** Null: never in this session. */
  readonly second_factor_verified_at: number | null;
  readonly last_active_at: number;
  readonly expire_at: number;
  readonly abandon_at: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export async function insertSession(
  database: Queryable,
  session: Omit<SessionRow, "status" | "reverification">,
): Promise<void> {
  await database.query(sql`
    insert into sessions (id, client_id, user_id, status, actor, last_active_organization_id, activity,
      first_factor_verified_at, second_factor_verified_at, last_active_at, expire_at, abandon_at, created_at,
      updated_at)
    values (${param(session.id)}, ${param(session.client_id)}, ${param(session.user_id)}, 'active',
      ${session.actor === null ? param(null) : json(session.actor)},
      ${param(session.last_active_organization_id)}, ${json(session.activity)},
      ${number(session.first_factor_verified_at)}, ${numberOrNull(session.second_factor_verified_at)},
      ${number(session.last_active_at)}, ${number(session.expire_at)},
      ${number(session.abandon_at)}, ${number(session.created_at)}, ${number(session.updated_at)})`);
}

export async function findSession(
  database: Queryable,
  id: string,
): Promise<SessionRow | undefined> {
  const [session] = await database.query<SessionRow>(
    sql`select * from sessions where id = ${param(id)}`,
  );
  return session;
}

export async function findClientSessions(
  database: Queryable,
  clientId: string,
): Promise<readonly SessionRow[]> {
  return database.query<SessionRow>(sql`
    select * from sessions where client_id = ${param(clientId)} and status = 'active'
    order by created_at, id collate "C"`);
}

export interface SessionFilter {
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  readonly status?: string | undefined;
}

function sessionWhere(filter: SessionFilter): Sql {
  const conditions = [
    filter.clientId === undefined ? undefined : sql`client_id = ${param(filter.clientId)}`,
    filter.userId === undefined ? undefined : sql`user_id = ${param(filter.userId)}`,
    filter.status === undefined ? undefined : sql`status = ${param(filter.status)}`,
  ].filter((condition) => condition !== undefined);
  return conditions.length === 0 ? sql`` : sql`where ${join(conditions, " and ")}`;
}

export async function listSessions(
  database: Queryable,
  options: { readonly filter: SessionFilter; readonly limit: number; readonly offset: number },
): Promise<readonly SessionRow[]> {
  return database.query<SessionRow>(sql`
    select * from sessions ${sessionWhere(options.filter)} order by created_at desc, id collate "C" desc
    limit ${number(options.limit)} offset ${number(options.offset)}`);
}

export async function countSessions(database: Queryable, filter: SessionFilter): Promise<number> {
  const rows = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from sessions ${sessionWhere(filter)}`,
  );
  return only(rows).count;
}

/** Ends a session with a status; false when it was not active any more. */
export async function closeSession(
  database: Queryable,
  change: { readonly id: string; readonly status: SessionStatus; readonly now: number },
): Promise<boolean> {
  const rows = await database.query(sql`
    update sessions set status = ${param(change.status)}, updated_at = ${number(change.now)}
    where id = ${param(change.id)} and status = 'active' returning id`);
  return rows.length > 0;
}

export async function touchSession(
  database: Queryable,
  change: {
    readonly id: string;
    readonly organizationId: string | null;
    readonly activity: SessionActivity;
    readonly now: number;
  },
): Promise<void> {
  await database.query(sql`
    update sessions set last_active_at = ${number(change.now)}, activity = ${json(change.activity)},
      last_active_organization_id = ${param(change.organizationId)}, updated_at = ${number(change.now)}
    where id = ${param(change.id)}`);
}

/** Notes traffic, without more. */
export async function noteActivity(
  database: Queryable,
  change: { readonly id: string; readonly now: number },
): Promise<void> {
  await database.query(
    sql`update sessions set last_active_at = ${number(change.now)} where id = ${param(change.id)}`,
  );
}

export async function saveReverification(
  database: Queryable,
  change: {
    readonly id: string;
    readonly reverification: Reverification | null;
    /** Set when a factor was verified just now. */
    readonly verifiedAt?: number | undefined;
  },
): Promise<void> {
  await database.query(sql`
    update sessions set
      reverification = ${change.reverification === null ? param(null) : json(change.reverification)},
      first_factor_verified_at = coalesce(${param(change.verifiedAt === undefined ? null : String(change.verifiedAt))}::int8, first_factor_verified_at)
    where id = ${param(change.id)}`);
}

/** Notes that the user proved their second factor just now. */
export async function setSecondFactorVerified(
  database: Queryable,
  change: { readonly id: string; readonly now: number },
): Promise<void> {
  await database.query(
    sql`update sessions set second_factor_verified_at = ${number(change.now)} where id = ${param(change.id)}`,
  );
}

/** Takes an organization out of the sessions in which it is active: of one user, or of everybody. */
export async function leaveActiveOrganization(
  database: Queryable,
  change: { readonly organizationId: string; readonly userId?: string | undefined },
): Promise<void> {
  const user = change.userId === undefined ? sql`` : sql`and user_id = ${param(change.userId)}`;
  await database.query(sql`
    update sessions set last_active_organization_id = null
    where last_active_organization_id = ${param(change.organizationId)} ${user}`);
}
