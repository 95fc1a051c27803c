// The wire forms of organizations, memberships, invitations, roles and permissions, for both APIs.
// INVARIANT: private metadata is in the Backend API's forms alone.
import type { Addresses } from "../addresses.ts";
import type { Membership } from "../store/memberships.ts";
import type { OrganizationInvitation } from "../store/organization-invitations.ts";
import type { CountedOrganization, OrganizationRow } from "../store/organizations.ts";
import type { PermissionRow, Role } from "../store/roles.ts";
import { imageUrl } from "./image-url.ts";
import { inviterJson } from "./public-user.ts";

export interface OrganizationContext {
  readonly addresses: Addresses;
}

export function organizationJson(
  organization: CountedOrganization,
  { addresses }: OrganizationContext,
) {
  return {
    object: "organization",
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    image_url: imageUrl({ kind: "organization", ...organization }, addresses),
    has_image: organization.image_id !== null,
    members_count: organization.members_count,
    pending_invitations_count: organization.pending_invitations_count,
    max_allowed_memberships: organization.max_allowed_memberships,
    admin_delete_enabled: organization.admin_delete_enabled,
    public_metadata: organization.public_metadata,
    created_at: organization.created_at,
    updated_at: organization.updated_at,
  } as const;
}

export function backendOrganizationJson(
  organization: CountedOrganization,
  context: OrganizationContext,
) {
  return {
    ...organizationJson(organization, context),
    private_metadata: organization.private_metadata,
    created_by: organization.created_by ?? undefined,
    missing_member_with_elevated_permissions: organization.members_count === 0,
    role_set_key: null,
  };
}

/** What a person who is only invited sees of an organization. */
export function publicOrganizationJson(
  organization: Pick<OrganizationRow, "id" | "name" | "slug" | "image_id">,
  { addresses }: OrganizationContext,
) {
  return {
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    image_url: imageUrl({ kind: "organization", ...organization }, addresses),
    has_image: organization.image_id !== null,
  } as const;
}

export interface MembershipContext extends OrganizationContext {
  /** The member, in the form that others see; left out where it is plain from the place. */
  readonly user: object | undefined;
}

export function membershipJson(membership: Membership, context: MembershipContext) {
  return {
    object: "organization_membership",
    id: membership.id,
    role: membership.role,
    role_name: membership.role_name,
    permissions: membership.permissions,
    public_metadata: membership.public_metadata,
    organization: organizationJson(membership.organization, context),
    ...(context.user === undefined ? {} : { public_user_data: context.user }),
    created_at: membership.created_at,
    updated_at: membership.updated_at,
  } as const;
}

export function backendMembershipJson(membership: Membership, context: MembershipContext) {
  return {
    ...membershipJson(membership, context),
    organization: backendOrganizationJson(membership.organization, context),
    private_metadata: membership.private_metadata,
  };
}

export function organizationInvitationJson(
  invitation: OrganizationInvitation,
  context: OrganizationContext,
) {
  return {
    object: "organization_invitation",
    id: invitation.id,
    email_address: invitation.email_address,
    organization_id: invitation.organization_id,
    public_organization_data: publicOrganizationJson(invitation.organization, context),
    role: invitation.role,
    role_name: invitation.role_name,
    status: invitation.status,
    public_metadata: invitation.public_metadata,
    /** Only whoever makes an invitation is told its address. */
    url: null as string | null,
    expires_at: invitation.expires_at,
    created_at: invitation.created_at,
    updated_at: invitation.updated_at,
  } as const;
}

export function backendOrganizationInvitationJson(
  invitation: OrganizationInvitation,
  context: OrganizationContext & { readonly url?: string | undefined },
) {
  return {
    ...organizationInvitationJson(invitation, context),
    inviter_id: invitation.inviter_user_id,
    public_inviter_data:
      invitation.inviter === null ? null : inviterJson(invitation.inviter, context.addresses),
    private_metadata: invitation.private_metadata,
    url: context.url ?? null,
  };
}

/** An invitation as its events tell of it. */
export function organizationInvitationEventJson(
  invitation: OrganizationInvitation,
  context: OrganizationContext & { readonly url?: string | undefined },
) {
  const { public_organization_data: _organization, ...told } = backendOrganizationInvitationJson(
    invitation,
    context,
  );
  return told;
}

export function permissionJson(permission: PermissionRow) {
  return { object: "permission", ...permission } as const;
}

export function roleJson(role: Role) {
  const { permissions, ...row } = role;
  return { object: "role", ...row, permissions: permissions.map(permissionJson) } as const;
}
