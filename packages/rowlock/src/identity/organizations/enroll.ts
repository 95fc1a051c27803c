// People come in by their address: whoever has a verified one in a domain that enrols is invited, or is told that they
// may ask. Nobody is made a member without a yes of their own.
import { clerkError } from "../errors/clerk-api-error.ts";
import { membershipRequestJson, suggestionJson } from "../resources/organization-domain.ts";
import {
  acceptSuggestionRow,
  insertMembershipRequest,
  insertSuggestion,
  lockMembershipRequest,
  lockSuggestion,
  setMembershipRequestStatus,
} from "../store/enrollments.ts";
import { findMembership } from "../store/memberships.ts";
import { findEnrollingDomain } from "../store/organization-domains.ts";
import { findPendingInvitation } from "../store/organization-invitations.ts";
import { lockUserRow, type User } from "../store/users.ts";
import type { Work } from "../work.ts";
import { addMember } from "./add-member.ts";
import { requireOrganization } from "./change-organization.ts";
import { inviteToOrganization } from "./invite.ts";

const INVITATION_LIFETIME_MS = 30 * 86_400_000;

/** Called when an address of a user becomes verified. */
export async function enroll(
  work: Work,
  { user, emailAddress }: { readonly user: Pick<User, "id">; readonly emailAddress: string },
): Promise<void> {
  const { enabled, domains_enabled, domains_default_role } = work.settings.organizations;
  if (!enabled || !domains_enabled) return;
  const name = emailAddress.slice(emailAddress.lastIndexOf("@") + 1);
  const domain = await findEnrollingDomain(work, name);
  if (domain === undefined) return;
  const { organization_id: organizationId } = domain;
  if ((await findMembership(work, { organizationId, userId: user.id })) !== undefined) return;
  if (domain.enrollment_mode === "automatic_suggestion") {
    await insertSuggestion(work, {
      id: work.newId("suggestion"),
      organization_id: organizationId,
      domain_id: domain.id,
      user_id: user.id,
      status: "pending",
      created_at: work.now,
      updated_at: work.now,
    });
    return;
  }
  if ((await findPendingInvitation(work, { organizationId, emailAddress })) !== undefined) return;
  const organization = await requireOrganization(work, organizationId);
  const limit = organization.max_allowed_memberships;
  const taken = organization.members_count + organization.pending_invitations_count;
  // An organization that is full does not keep anybody from signing up.
  if (limit > 0 && taken >= limit) return;
  await inviteToOrganization(work, {
    organization,
    emailAddress,
    role: domains_default_role,
    inviterUserId: null,
    domainId: domain.id,
    lifetimeMs: INVITATION_LIFETIME_MS,
    notify: false,
  });
}

/** A user who was told of an organization asks to be let in. @throws ClerkApiError */
export async function acceptSuggestion(
  work: Work,
  { id, userId }: { readonly id: string; readonly userId: string },
) {
  const suggestion = await lockSuggestion(work, { id, userId });
  if (suggestion === undefined) throw clerkError("resourceNotFound");
  if (suggestion.status === "accepted") throw clerkError("suggestionAccepted");
  await acceptSuggestionRow(work, { id, now: work.now });
  await insertMembershipRequest(work, {
    id: work.newId("membershipRequest"),
    organization_id: suggestion.organization_id,
    user_id: userId,
    status: "pending",
    created_at: work.now,
    updated_at: work.now,
  });
  return suggestionJson({ ...suggestion, status: "accepted", updated_at: work.now }, work);
}

/** Lets somebody in who asked, or does not. @throws ClerkApiError */
export async function decideRequest(
  work: Work,
  decision: {
    readonly id: string;
    readonly organizationId: string;
    readonly status: "accepted" | "rejected";
  },
) {
  const { id, organizationId, status } = decision;
  const request = await lockMembershipRequest(work, { id, organizationId });
  if (request === undefined) throw clerkError("resourceNotFound");
  if (request.status !== "pending") throw clerkError("membershipRequestDecided");
  if (status === "accepted") {
    const user = await lockUserRow(work, request.user_id);
    if (user === undefined) throw clerkError("resourceNotFound");
    const role = work.settings.organizations.domains_default_role;
    await addMember(work, { organizationId, user, role });
  }
  await setMembershipRequestStatus(work, { id, status, updated_at: work.now });
  return membershipRequestJson({ ...request, status, updated_at: work.now }, work);
}
