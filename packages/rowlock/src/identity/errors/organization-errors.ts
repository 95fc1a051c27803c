// Organizations, members, invitations, roles and permissions. Words and codes are Clerk's.
import type { ErrorForm } from "./error-form.ts";

export const ORGANIZATION_ERRORS = {
  // Organizations
  organizationsDisabled: {
    status: 403,
    code: "organization_not_enabled_in_instance",
    message: "access denied",
    long: "The organizations feature is not enabled for this instance.",
  },
  notAMember: {
    status: 403,
    code: "not_a_member_in_organization",
    message: "not a member",
    long: "Current user is not a member of the organization. Only organization members can perform this action.",
  },
  missingPermission: {
    status: 403,
    code: "missing_organization_permission",
    message: "missing permission",
    long: "Current user is missing an organization permission.",
  },
  alreadyAMember: {
    status: 400,
    code: "already_a_member_in_organization",
    message: "already a member",
    long: "<user> is already a member of the organization.",
  },
  minimumPermissions: {
    status: 400,
    code: "organization_minimum_permissions_needed",
    message: "minimum organization permissions needed",
    long: "There has to be at least one organization member with the minimum required permissions",
  },
  organizationInvitationNotPending: {
    status: 404,
    code: "organization_invitation_not_pending",
    message: "not pending",
    long: "The organization invitation is not in the 'pending' status.",
  },
  organizationInvitationNotFound: {
    status: 404,
    code: "organization_invitation_not_found",
    message: "not found",
    long: "No invitation found with id <id>.",
  },
  organizationInvitationRevoked: {
    status: 400,
    code: "organization_invitation_revoked_code",
    message: "invitation has been revoked",
    long: "This invitation has been revoked and cannot be used anymore.",
  },
  organizationInvitationAccepted: {
    status: 400,
    code: "organization_invitation_already_accepted",
    message: "invitation has already been accepted",
    long: "This invitation has already been accepted. Sign in instead.",
  },
  organizationInvitationNoAccount: {
    status: 400,
    code: "organization_invitation_identification_not_exist",
    message: "identification not found",
    long: "User not found. If you don't have an account, sign up first to accept this invitation.",
  },
  organizationInvitationAccountExists: {
    status: 400,
    code: "organization_invitation_identification_already_exists",
    message: "email address already exists",
    long: "The email address in this invitation already exists. If it belongs to you, try signing in instead.",
  },
  organizationCreatorNotFound: {
    status: 400,
    code: "organization_creator_not_found",
    message: "creator not found",
    long: "No users found with id <id>.",
  },
  organizationAdminDeleteDisabled: {
    status: 403,
    code: "organization_admin_delete_not_enabled",
    message: "admin delete not enabled",
    long: "Deletion by admin is not enabled for this organization.",
  },
  organizationMembershipQuota: {
    status: 403,
    code: "organization_membership_quota_exceeded",
    message: "organization membership quota exceeded",
    long: "You have reached your limit of <limit> organization memberships, including outstanding invitations.",
  },
  organizationCreationDisabled: {
    status: 403,
    code: "user_create_organization_not_enabled",
    message: "create organization not enabled",
    long: "Organization creation is not enabled for this user",
  },
  organizationCreationLimit: {
    status: 403,
    code: "org_creation_limit_exceeded",
    message: "Organization Creation Limit Exceeded",
    long: "You have exceeded the maximum number of organizations you can create.",
  },
  organizationDomainExists: {
    status: 422,
    code: "organization_domain_already_exists",
    message: "organization domain already exists",
    long: "This domain is already used by another organization.",
  },
  organizationDomainsDisabled: {
    status: 403,
    code: "organization_domains_not_enabled",
    message: "organization domains not enabled",
    long: "This instance does not have domains enabled for organizations.",
  },
  roleIsCreatorRole: {
    status: 422,
    code: "organization_role_default_creator_role",
    message: "role is used as the creator role",
    long: "The organization role cannot be deleted as it is currently used as the creator role.",
  },
  roleAssigned: {
    status: 422,
    code: "organization_role_assigned_members",
    message: "role is assigned to organization members",
    long: "The organization role is currently assigned to one or more organization members.",
  },
  roleInInvitations: {
    status: 422,
    code: "organization_role_exists_in_invitations",
    message: "role exists in pending organization invitations",
    long: "The organization role exists in one or more pending organization invitations. Please revoke these invitations to proceed.",
  },
  creatorRolePermissions: {
    status: 422,
    code: "organization_missing_creator_role_permissions",
    message: "missing permissions for creator role",
    long: "The creator role must contain the following permissions: <permissions>",
  },
  systemPermission: {
    status: 403,
    code: "organization_system_permission_not_modifiable",
    message: "organization system permission cannot be modified",
    long: "This organization permission cannot be modified because it is a system permission.",
  },
  rolePermissionExists: {
    status: 409,
    code: "organization_role_permission_association_exists",
    message: "permission already assigned to role",
    long: "This organization permission is already associated to this organization role.",
  },
  rolePermissionMissing: {
    status: 404,
    code: "organization_role_permission_association_not_found",
    message: "permission not assigned to role",
    long: "This organization permission is not associated with the organization role.",
  },
} as const satisfies Record<string, ErrorForm>;
