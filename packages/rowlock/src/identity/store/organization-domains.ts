// Domains of organizations, by which people may be asked in. A domain belongs to one organization, and counts once it is
// verified.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import type { CodeVerification } from "../verification/code-verification.ts";
import { containing, list, type Page, when, whereAll } from "./conditions.ts";
import { json, number, numberOrNull, only, type Queryable } from "./identity-database.ts";
import type { OrganizationRow } from "./organizations.ts";

export type EnrollmentMode = "manual_invitation" | "automatic_invitation" | "automatic_suggestion";

export interface OrganizationDomainRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly enrollment_mode: EnrollmentMode;
  readonly verified: boolean;
  /** Milliseconds since 1970; null: not verified, or before this was kept. */
  readonly verified_at: number | null;
  /** The address in the domain by whose mail it is verified. */
  readonly affiliation_email_address: string | null;
  /** The code on its way; null: none was asked for, or the Backend API verified it. */
  readonly verification: CodeVerification | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface OrganizationDomain extends OrganizationDomainRow {
  readonly organization: OrganizationRow;
  readonly total_pending_invitations: number;
  readonly total_pending_suggestions: number;
}

function selectDomains(rest: Sql): Sql {
  return sql`
    select d.*, to_jsonb(o) as organization,
      (select count(*)::int4 from organization_invitations i
        where i.domain_id = d.id and i.status = 'pending') as total_pending_invitations,
      (select count(*)::int4 from organization_suggestions s
        where s.domain_id = d.id and s.status = 'pending') as total_pending_suggestions
    from organization_domains d join organizations o on o.id = d.organization_id ${rest}`;
}

/** False: another organization, or this one, has the domain already. */
export async function insertOrganizationDomain(
  database: Queryable,
  domain: OrganizationDomainRow,
): Promise<boolean> {
  const rows = await database.query(sql`
    insert into organization_domains (id, organization_id, name, enrollment_mode, verified, verified_at,
      affiliation_email_address, created_at, updated_at)
    values (${param(domain.id)}, ${param(domain.organization_id)}, ${param(domain.name)},
      ${param(domain.enrollment_mode)}, ${param(String(domain.verified))}, ${numberOrNull(domain.verified_at)},
      ${param(domain.affiliation_email_address)}, ${number(domain.created_at)}, ${number(domain.updated_at)})
    on conflict (name) do nothing returning id`);
  return rows.length > 0;
}

export async function findOrganizationDomain(
  database: Queryable,
  key: { readonly id: string; readonly organizationId: string },
): Promise<OrganizationDomain | undefined> {
  const [domain] = await database.query<OrganizationDomain>(
    selectDomains(
      sql`where d.id = ${param(key.id)} and d.organization_id = ${param(key.organizationId)}`,
    ),
  );
  return domain;
}

/** The same, locked for the rest of the transaction, so that a code is tried once at a time. */
export async function lockOrganizationDomain(
  database: Queryable,
  key: { readonly id: string; readonly organizationId: string },
): Promise<OrganizationDomain | undefined> {
  await database.query(
    sql`select 1 from organization_domains where id = ${param(key.id)} for update`,
  );
  return findOrganizationDomain(database, key);
}

/** The verified domain of this name, whose organization enrols by it. */
export async function findEnrollingDomain(
  database: Queryable,
  name: string,
): Promise<OrganizationDomain | undefined> {
  const [domain] = await database.query<OrganizationDomain>(
    selectDomains(
      sql`where d.name = ${param(name)} and d.verified and d.enrollment_mode <> 'manual_invitation'`,
    ),
  );
  return domain;
}

/** Which domains a list is about; absent parts ask for nothing. */
export interface OrganizationDomainFilter {
  readonly organizationId?: string | undefined;
  readonly verified?: boolean | undefined;
  readonly enrollmentModes?: readonly string[] | undefined;
  readonly names?: readonly string[] | undefined;
  /** A part of a name. */
  readonly text?: string | undefined;
}

/** Newest first. */
export async function listOrganizationDomains(
  database: Queryable,
  { filter, ...page }: Page & { readonly filter: OrganizationDomainFilter },
): Promise<{ readonly data: readonly OrganizationDomain[]; readonly total: number }> {
  const where = whereAll([
    ...when(filter.organizationId, (id) => sql`d.organization_id = ${param(id)}`),
    ...when(filter.verified, (verified) => sql`d.verified = ${param(String(verified))}::boolean`),
    ...when(filter.enrollmentModes, (modes) => sql`d.enrollment_mode = any(${list(modes)})`),
    ...when(filter.names, (names) => sql`d.name = any(${list(names)})`),
    ...when(filter.text, (text) => sql`d.name ilike ${containing(text)}`),
  ]);
  const data = await database.query<OrganizationDomain>(
    selectDomains(sql`${where} order by d.created_at desc, d.id collate "C" desc
      limit ${number(page.limit)} offset ${number(page.offset)}`),
  );
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from organization_domains d ${where}`,
  );
  return { data, total: only(counted).count };
}

export async function updateOrganizationDomain(
  database: Queryable,
  domain: OrganizationDomainRow,
): Promise<void> {
  await database.query(sql`
    update organization_domains set enrollment_mode = ${param(domain.enrollment_mode)},
      verified = ${param(String(domain.verified))}, verified_at = ${numberOrNull(domain.verified_at)},
      affiliation_email_address = ${param(domain.affiliation_email_address)},
      verification = ${domain.verification === null ? param(null) : json(domain.verification)},
      updated_at = ${number(domain.updated_at)}
    where id = ${param(domain.id)}`);
}

export async function deleteOrganizationDomainRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from organization_domains where id = ${param(id)}`);
}

/** Takes back what a domain offered and nobody has answered yet. */
export async function deletePendingEnrollments(
  database: Queryable,
  change: { readonly domainId: string; readonly now: number },
): Promise<void> {
  await database.query(sql`
    delete from organization_suggestions where domain_id = ${param(change.domainId)} and status = 'pending'`);
  await database.query(sql`
    update organization_invitations set status = 'revoked', updated_at = ${number(change.now)}
    where domain_id = ${param(change.domainId)} and status = 'pending'`);
}
