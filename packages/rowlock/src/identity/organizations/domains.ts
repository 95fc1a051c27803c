// The rules for an organization's domains, for both APIs: what may be one, how it is verified, how people come in by it.
import { clerkError } from "../errors/clerk-api-error.ts";
import { organizationDomainJson } from "../resources/organization-domain.ts";
import { deletedJson } from "../resources/page.ts";
import {
  deleteOrganizationDomainRow,
  deletePendingEnrollments,
  type EnrollmentMode,
  findOrganizationDomain,
  insertOrganizationDomain,
  listOrganizationDomains,
  lockOrganizationDomain,
  type OrganizationDomain,
  type OrganizationDomainRow,
  updateOrganizationDomain,
} from "../store/organization-domains.ts";
import { lockOrganization } from "../store/organizations.ts";
import type { Work } from "../work.ts";

const MODES: readonly EnrollmentMode[] = [
  "manual_invitation",
  "automatic_invitation",
  "automatic_suggestion",
];
const MAX_DOMAINS = 10;

/** Addresses under these are anybody's, so they tell of no organization. */
const COMMON = new Set([
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "yahoo.com",
  "icloud.com",
  "me.com",
  "aol.com",
  "proton.me",
  "protonmail.com",
  "gmx.de",
  "gmx.net",
  "web.de",
]);

/** The mode by its name; one that the instance offers. @throws ClerkApiError */
export function parseEnrollmentMode(work: Work, text: string | null | undefined): EnrollmentMode {
  const mode = MODES.find((known) => known === (text ?? "manual_invitation"));
  if (mode === undefined) {
    throw clerkError("paramValueInvalid", {
      param: "enrollment_mode",
      values: {
        reason: `${text} does not match the allowed values for parameter enrollment_mode. Allowed values: ${MODES.join(", ")}`,
      },
    });
  }
  const offered = work.settings.organizations.domains_enrollment_modes;
  if (mode === "manual_invitation" || offered.length === 0 || offered.includes(mode)) return mode;
  throw clerkError("enrollmentModeNotEnabled", { values: { mode } });
}

function parseDomainName(text: string): string {
  const name = text.trim().toLowerCase();
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) {
    throw clerkError("paramFormatInvalid", { param: "name", values: { expected: "a domain" } });
  }
  if (COMMON.has(name)) throw clerkError("organizationDomainCommon", { param: "name" });
  return name;
}

export interface NewDomain {
  readonly organizationId: string;
  readonly name: string;
  readonly enrollmentMode: EnrollmentMode;
  readonly verified: boolean;
  readonly affiliationEmailAddress?: string | undefined;
}

/** @throws ClerkApiError */
export async function createDomain(work: Work, domain: NewDomain): Promise<OrganizationDomain> {
  if (!work.settings.organizations.domains_enabled) throw clerkError("organizationDomainsDisabled");
  const name = parseDomainName(domain.name);
  // Domains of one organization come one after the other, so that two do not pass the limit together.
  await lockOrganization(work, domain.organizationId);
  const filter = { organizationId: domain.organizationId };
  const { total } = await listOrganizationDomains(work, { filter, limit: 1, offset: 0 });
  if (total >= MAX_DOMAINS) {
    throw clerkError("organizationDomainQuota", { values: { limit: MAX_DOMAINS } });
  }
  const row: OrganizationDomainRow = {
    id: work.newId("organizationDomain"),
    organization_id: domain.organizationId,
    name,
    enrollment_mode: domain.enrollmentMode,
    verified: domain.verified,
    verified_at: domain.verified ? work.now : null,
    affiliation_email_address: domain.affiliationEmailAddress ?? null,
    verification: null,
    created_at: work.now,
    updated_at: work.now,
  };
  if (!(await insertOrganizationDomain(work, row))) {
    throw clerkError("organizationDomainExists", { param: "name" });
  }
  const made = await requireDomain(work, { id: row.id, organizationId: row.organization_id });
  await work.emit("organizationDomain.created", () => organizationDomainJson(made, work));
  return made;
}

export interface DomainKey {
  readonly id: string;
  readonly organizationId: string;
}

/** @throws ClerkApiError resource_not_found */
export async function requireDomain(work: Work, key: DomainKey): Promise<OrganizationDomain> {
  const domain = await findOrganizationDomain(work, key);
  if (domain === undefined) throw clerkError("resourceNotFound");
  return domain;
}

/** The same, locked. @throws ClerkApiError resource_not_found */
export async function lockDomain(work: Work, key: DomainKey): Promise<OrganizationDomain> {
  const domain = await lockOrganizationDomain(work, key);
  if (domain === undefined) throw clerkError("resourceNotFound");
  return domain;
}

export async function changeDomain(
  work: Work,
  change: {
    readonly domain: OrganizationDomain;
    readonly columns: Partial<
      Pick<
        OrganizationDomainRow,
        "enrollment_mode" | "verified" | "affiliation_email_address" | "verification"
      >
    >;
    /** Takes back invitations and suggestions that nobody has answered. */
    readonly deletePending?: boolean | undefined;
  },
): Promise<OrganizationDomain> {
  const { domain, columns } = change;
  const verified = columns.verified ?? domain.verified;
  if (change.deletePending === true) {
    await deletePendingEnrollments(work, { domainId: domain.id, now: work.now });
  }
  await updateOrganizationDomain(work, {
    ...domain,
    ...columns,
    verified_at: verified ? (domain.verified_at ?? work.now) : null,
    updated_at: work.now,
  });
  const key = { id: domain.id, organizationId: domain.organization_id };
  const changed = await requireDomain(work, key);
  await work.emit("organizationDomain.updated", () => organizationDomainJson(changed, work));
  return changed;
}

export async function deleteDomain(work: Work, domain: OrganizationDomain) {
  await deletePendingEnrollments(work, { domainId: domain.id, now: work.now });
  await deleteOrganizationDomainRow(work, domain.id);
  const deleted = deletedJson("organization_domain", domain.id);
  await work.emit("organizationDomain.deleted", () => deleted);
  return deleted;
}
