// The wire forms of an organization's domain and of what people do by it, the same in both APIs.
import type { MembershipRequest, Suggestion } from "../store/enrollments.ts";
import type { OrganizationDomain } from "../store/organization-domains.ts";
import { currentStatus } from "../verification/code-verification.ts";
import { type OrganizationContext, publicOrganizationJson } from "./organization.ts";
import { publicUserJson } from "./public-user.ts";

export function organizationDomainJson(
  domain: OrganizationDomain,
  context: OrganizationContext & { readonly now: number },
) {
  const verification = verificationOf(domain, context.now);
  return {
    object: "organization_domain",
    id: domain.id,
    organization_id: domain.organization_id,
    name: domain.name,
    enrollment_mode: domain.enrollment_mode,
    affiliation_email_address: domain.affiliation_email_address,
    verification,
    affiliation_verification: verification,
    ownership_verification: null,
    total_pending_invitations: domain.total_pending_invitations,
    total_pending_suggestions: domain.total_pending_suggestions,
    public_organization_data: publicOrganizationJson(domain.organization, context),
    created_at: domain.created_at,
    updated_at: domain.updated_at,
  } as const;
}

/** Null until somebody began to verify it. */
function verificationOf(domain: OrganizationDomain, now: number) {
  const { verification } = domain;
  if (verification === null && !domain.verified) return null;
  return {
    status: domain.verified
      ? "verified"
      : verification === null
        ? "unverified"
        : currentStatus(verification, now),
    strategy: verification === null ? "from_api" : verification.strategy,
    attempts: verification?.attempts ?? null,
    expire_at: verification?.expire_at ?? null,
    verified_at: domain.verified_at,
  } as const;
}

export function suggestionJson(suggestion: Suggestion, context: OrganizationContext) {
  return {
    object: "organization_suggestion",
    id: suggestion.id,
    public_organization_data: publicOrganizationJson(suggestion.organization, context),
    status: suggestion.status,
    created_at: suggestion.created_at,
    updated_at: suggestion.updated_at,
  } as const;
}

export function membershipRequestJson(
  request: MembershipRequest,
  { addresses }: OrganizationContext,
) {
  return {
    object: "organization_membership_request",
    id: request.id,
    organization_id: request.organization_id,
    status: request.status,
    public_user_data: publicUserJson(request.user, addresses),
    created_at: request.created_at,
    updated_at: request.updated_at,
  } as const;
}
