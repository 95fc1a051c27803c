// /v1/organizations/:id/domains: an organization's domains as its managers keep them. One is verified by the mail of an
// address in it; whose own verified address lies in it needs no code.
import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendCode } from "../messages/send-code.ts";
import { verifiedAddresses } from "../organizations/accept-invitation.ts";
import {
  changeDomain,
  createDomain,
  deleteDomain,
  lockDomain,
  parseEnrollmentMode,
} from "../organizations/domains.ts";
import { requirePermission } from "../organizations/permissions.ts";
import { organizationDomainJson } from "../resources/organization-domain.ts";
import { pageJson } from "../resources/page.ts";
import {
  findOrganizationDomain,
  listOrganizationDomains,
  type OrganizationDomain,
} from "../store/organization-domains.ts";
import { codeError } from "../verification/code-error.ts";
import { tryCode } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { asManager } from "./organizations.ts";
import { pageOf } from "./page-of.ts";
import { contextNow } from "./read-client.ts";
import { change, type FrontendApp, read } from "./routes.ts";

const BASE = "/v1/organizations/:id/domains";
const MANAGE = "org:sys_domains:manage";

type Path = Readonly<Record<string, string>>;

export function organizationDomainRoutes(app: FrontendApp): void {
  read(app, BASE, list);
  change(app, ["POST", BASE], create);
  read(app, `${BASE}/:domain`, async (call, { id = "", domain = "" }) => {
    await requireReader(call, id);
    const key = { id: domain, organizationId: id };
    const found = await findOrganizationDomain(call.instance.database, key);
    if (found === undefined) throw clerkError("resourceNotFound");
    return show(call, found);
  });
  change(app, ["DELETE", `${BASE}/:domain`], (call, path) => withDomain(call, path, deleteDomain));
  change(app, ["POST", `${BASE}/:domain/update_enrollment_mode`], (call, path) =>
    withDomain(call, path, async (work, domain) => {
      const mode = parseEnrollmentMode(work, call.form.requireText("enrollment_mode"));
      if (!domain.verified) throw clerkError("verificationMissing");
      return show(
        call,
        await changeDomain(work, {
          domain,
          columns: { enrollment_mode: mode },
          deletePending: call.form.flag("delete_pending"),
        }),
      );
    }),
  );
  change(app, ["POST", `${BASE}/:domain/prepare_affiliation_verification`], prepare);
  change(app, ["POST", `${BASE}/:domain/attempt_affiliation_verification`], attempt);
  selfServeRoutes(app);
}

/** Owning a domain by a DNS record, and many at once, belong to single sign-on, which is not offered. */
function selfServeRoutes(app: FrontendApp): void {
  for (const path of [
    `${BASE}/bulk`,
    `${BASE}/prepare_ownership_verification/bulk`,
    `${BASE}/attempt_ownership_verification/bulk`,
    `${BASE}/:domain/prepare_ownership_verification`,
    `${BASE}/:domain/attempt_ownership_verification`,
  ]) {
    change(app, ["POST", path], async (call, { id = "" }) => {
      await requireReader(call, id);
      throw clerkError("featureNotOffered", { values: { feature: "Self-serve single sign-on" } });
    });
  }
}

function show(call: FrontendCall, domain: OrganizationDomain) {
  return organizationDomainJson(domain, contextNow(call.instance));
}

async function requireReader(call: FrontendCall, organizationId: string): Promise<void> {
  const { user } = await requireSignedIn(call);
  const permission = "org:sys_domains:read";
  await requirePermission(call.instance.database, { organizationId, userId: user.id, permission });
}

async function list(call: FrontendCall, { id = "" }: Path) {
  await requireReader(call, id);
  const { data, total } = await listOrganizationDomains(call.instance.database, {
    filter: {
      organizationId: id,
      verified: call.query.flag("verified"),
      enrollmentModes: call.query.texts("enrollment_mode"),
    },
    ...pageOf(call),
  });
  return pageJson(
    data.map((domain) => show(call, domain)),
    total,
  );
}

async function create(call: FrontendCall, { id = "" }: Path) {
  const name = call.form.requireText("name");
  const { user } = await requireSignedIn(call);
  const own = verifiedAddresses(user).find((address) =>
    address.endsWith(`@${name.trim().toLowerCase()}`),
  );
  return asManager(call, { id, permission: MANAGE }, async (work, organization) => {
    const domain = await createDomain(work, {
      organizationId: organization.id,
      name,
      enrollmentMode: parseEnrollmentMode(work, call.form.text("enrollment_mode")),
      verified: own !== undefined,
      affiliationEmailAddress: own,
    });
    return show(call, domain);
  });
}

function withDomain<T>(
  call: FrontendCall,
  { id = "", domain = "" }: Path,
  job: (work: Work, domain: OrganizationDomain) => Promise<T>,
): Promise<T> {
  return asManager(call, { id, permission: MANAGE }, async (work, organization) =>
    job(work, await lockDomain(work, { id: domain, organizationId: organization.id })),
  );
}

function prepare(call: FrontendCall, path: Path) {
  const text = call.form.requireText("affiliation_email_address");
  const emailAddress = parseEmailAddress(text, "affiliation_email_address");
  return withDomain(call, path, async (work, domain) => {
    if (domain.verified) throw clerkError("verificationAlreadyVerified");
    if (!emailAddress.endsWith(`@${domain.name}`)) {
      throw clerkError("organizationDomainMismatch", { param: "affiliation_email_address" });
    }
    const verification = await sendCode(work, {
      strategy: "affiliation_email_code",
      to: emailAddress,
    });
    const columns = { affiliation_email_address: emailAddress, verification };
    return show(call, await changeDomain(work, { domain, columns }));
  });
}

function attempt(call: FrontendCall, path: Path) {
  const code = call.form.requireText("code");
  return withDomain(call, path, async (work, domain) => {
    if (domain.verified) throw clerkError("verificationAlreadyVerified");
    if (domain.verification === null) throw clerkError("verificationMissing");
    const tried = tryCode(domain.verification, { code, now: work.now });
    const verified = tried.outcome === "verified";
    const columns = { verification: tried.verification, verified };
    const changed = await changeDomain(work, { domain, columns });
    if (!verified) throw codeError(tried);
    return show(call, changed);
  });
}
