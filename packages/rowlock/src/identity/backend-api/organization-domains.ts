// /v1/organizations/:id/domains: kept and shown. Enrolling people by their domain is not offered.
import { clerkError } from "../errors/clerk-api-error.ts";
import { requireOrganization } from "../organizations/change-organization.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import type { Queryable } from "../store/identity-database.ts";
import {
  deleteOrganizationDomainRow,
  findOrganizationDomain,
  insertOrganizationDomain,
  listOrganizationDomains,
  type OrganizationDomainRow,
  updateOrganizationDomain,
} from "../store/organization-domains.ts";
import { type BackendCall, change, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const BASE = "/organizations/:id/domains";
const MODES = ["manual_invitation", "automatic_invitation", "automatic_suggestion"];

export function organizationDomainRoutes(app: BackendApp): void {
  route(app, ["GET", BASE], list);
  route(app, ["POST", BASE], create);
  route(app, ["PATCH", `${BASE}/:domain`], update);
  route(app, ["DELETE", `${BASE}/:domain`], async (call, { id = "", domain = "" }) => {
    await change(call, async (work) => {
      await requireDomain(work, { id: domain, organizationId: id });
      await deleteOrganizationDomainRow(work, domain);
      await work.emit("organizationDomain.deleted", () =>
        deletedJson("organization_domain", domain),
      );
    });
    return deletedJson("organization_domain", domain);
  });
}

function domainJson(domain: OrganizationDomainRow) {
  const verification = {
    status: domain.verified ? "verified" : "unverified",
    strategy: "from_api",
    attempts: null,
    expire_at: null,
  };
  return {
    object: "organization_domain",
    id: domain.id,
    organization_id: domain.organization_id,
    name: domain.name,
    enrollment_mode: domain.enrollment_mode,
    affiliation_email_address: null,
    verification,
    affiliation_verification: verification,
    ownership_verification: null,
    total_pending_invitations: 0,
    total_pending_suggestions: 0,
    created_at: domain.created_at,
    updated_at: domain.updated_at,
  } as const;
}

async function requireDomain(
  database: Queryable,
  key: { readonly id: string; readonly organizationId: string },
): Promise<OrganizationDomainRow> {
  const domain = await findOrganizationDomain(database, key);
  if (domain === undefined) throw clerkError("resourceNotFound");
  return domain;
}

async function list(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const { limit, offset } = pageOf(call);
  const all = await listOrganizationDomains(call.instance.database, id);
  return pageJson(all.slice(offset, offset + limit).map(domainJson), all.length);
}

function requireMode(mode: string): string {
  if (MODES.includes(mode)) return mode;
  throw clerkError("paramValueInvalid", {
    param: "enrollment_mode",
    values: {
      reason: `${mode} does not match the allowed values for parameter enrollment_mode. Allowed values: ${MODES.join(", ")}`,
    },
  });
}

function create(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const { form } = call;
  const name = form.requireText("name").trim().toLowerCase();
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) {
    throw clerkError("paramFormatInvalid", { param: "name", values: { expected: "a domain" } });
  }
  const mode = requireMode(form.text("enrollment_mode") ?? "manual_invitation");
  return change(call, async (work) => {
    const organization = await requireOrganization(work, id);
    const domain: OrganizationDomainRow = {
      id: work.newId("organizationDomain"),
      organization_id: organization.id,
      name,
      enrollment_mode: mode,
      verified: form.flag("verified") ?? true,
      created_at: work.now,
      updated_at: work.now,
    };
    if (!(await insertOrganizationDomain(work, domain)))
      throw clerkError("organizationDomainExists", { param: "name" });
    await work.emit("organizationDomain.created", () => domainJson(domain));
    return domainJson(domain);
  });
}

function update(
  call: BackendCall,
  { id = "", domain: domainId = "" }: Readonly<Record<string, string>>,
) {
  const { form } = call;
  return change(call, async (work) => {
    const domain = await requireDomain(work, { id: domainId, organizationId: id });
    const next: OrganizationDomainRow = {
      ...domain,
      enrollment_mode: requireMode(form.text("enrollment_mode") ?? domain.enrollment_mode),
      verified: form.flag("verified") ?? domain.verified,
      updated_at: work.now,
    };
    await updateOrganizationDomain(work, next);
    await work.emit("organizationDomain.updated", () => domainJson(next));
    return domainJson(next);
  });
}
