// Domains of organizations, by which people may be asked in. A domain belongs to one organization.
import { param, sql } from "../../sql/fragment.ts";
import { number, type Queryable } from "./identity-database.ts";

export interface OrganizationDomainRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly enrollment_mode: string;
  readonly verified: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

/** False: another organization, or this one, has the domain already. */
export async function insertOrganizationDomain(
  database: Queryable,
  domain: OrganizationDomainRow,
): Promise<boolean> {
  const rows = await database.query(sql`
    insert into organization_domains (id, organization_id, name, enrollment_mode, verified, created_at, updated_at)
    values (${param(domain.id)}, ${param(domain.organization_id)}, ${param(domain.name)},
      ${param(domain.enrollment_mode)}, ${param(String(domain.verified))}, ${number(domain.created_at)},
      ${number(domain.updated_at)})
    on conflict (name) do nothing returning id`);
  return rows.length > 0;
}

export async function findOrganizationDomain(
  database: Queryable,
  key: { readonly id: string; readonly organizationId: string },
): Promise<OrganizationDomainRow | undefined> {
  const [domain] = await database.query<OrganizationDomainRow>(sql`
    select * from organization_domains
    where id = ${param(key.id)} and organization_id = ${param(key.organizationId)}`);
  return domain;
}

/** All of an organization, newest first. */
export async function listOrganizationDomains(
  database: Queryable,
  organizationId: string,
): Promise<readonly OrganizationDomainRow[]> {
  return database.query<OrganizationDomainRow>(sql`
    select * from organization_domains where organization_id = ${param(organizationId)}
    order by created_at desc, id collate "C" desc`);
}

export async function updateOrganizationDomain(
  database: Queryable,
  domain: OrganizationDomainRow,
): Promise<void> {
  await database.query(sql`
    update organization_domains set enrollment_mode = ${param(domain.enrollment_mode)},
      verified = ${param(String(domain.verified))}, updated_at = ${number(domain.updated_at)}
    where id = ${param(domain.id)}`);
}

export async function deleteOrganizationDomainRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from organization_domains where id = ${param(id)}`);
}
