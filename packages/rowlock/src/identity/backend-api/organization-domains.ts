// /v1/organizations/:id/domains, and the domains of the whole instance.
import { clerkError } from "../errors/clerk-api-error.ts";
import { requireOrganization } from "../organizations/change-organization.ts";
import {
  changeDomain,
  createDomain,
  deleteDomain,
  lockDomain,
  parseEnrollmentMode,
} from "../organizations/domains.ts";
import { organizationDomainJson } from "../resources/organization-domain.ts";
import { pageJson } from "../resources/page.ts";
import { listOrganizationDomains } from "../store/organization-domains.ts";
import { type BackendCall, change, contextOf, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const BASE = "/organizations/:id/domains";

export function organizationDomainRoutes(app: BackendApp): void {
  route(app, ["GET", BASE], (call, { id }) => list(call, id));
  route(app, ["GET", "/organization_domains"], (call) =>
    list(call, call.query.text("organization_id") || undefined),
  );
  route(app, ["POST", BASE], (call, { id = "" }) =>
    change(call, async (work) => {
      const { form } = call;
      const organization = await requireOrganization(work, id);
      const domain = await createDomain(work, {
        organizationId: organization.id,
        name: form.requireText("name"),
        enrollmentMode: parseEnrollmentMode(work, form.text("enrollment_mode")),
        verified: form.flag("verified") ?? true,
      });
      return organizationDomainJson(domain, work);
    }),
  );
  route(app, ["PATCH", `${BASE}/:domain`], (call, { id = "", domain = "" }) =>
    change(call, async (work) => {
      const { form } = call;
      const known = await lockDomain(work, { id: domain, organizationId: id });
      const mode = form.text("enrollment_mode");
      const changed = await changeDomain(work, {
        domain: known,
        columns: {
          enrollment_mode: mode ? parseEnrollmentMode(work, mode) : known.enrollment_mode,
          verified: form.flag("verified") ?? known.verified,
        },
      });
      return organizationDomainJson(changed, work);
    }),
  );
  // Owning a domain by a DNS record belongs to single sign-on.
  route(app, ["POST", `${BASE}/:domain/verify_ownership`], async () => {
    throw clerkError("featureNotOffered", { values: { feature: "Self-serve single sign-on" } });
  });
  route(app, ["DELETE", `${BASE}/:domain`], (call, { id = "", domain = "" }) =>
    change(call, async (work) =>
      deleteDomain(work, await lockDomain(work, { id: domain, organizationId: id })),
    ),
  );
}

async function list(call: BackendCall, organizationId: string | undefined) {
  const { query } = call;
  const { data, total } = await listOrganizationDomains(call.instance.database, {
    filter: {
      organizationId,
      verified: query.flag("verified"),
      enrollmentModes: query.texts("enrollment_mode"),
      names: query.texts("domains"),
      text: query.text("query") || undefined,
    },
    ...pageOf(call),
  });
  return pageJson(
    data.map((domain) => organizationDomainJson(domain, contextOf(call))),
    total,
  );
}
