// The events that webhooks tell of, by Clerk's names.

export const EVENT_TYPES = [
  "user.created",
  "user.updated",
  "user.deleted",
  "session.created",
  "session.ended",
  "session.removed",
  "session.revoked",
  "session.pending",
  "email.created",
  "organization.created",
  "organization.updated",
  "organization.deleted",
  "organizationMembership.created",
  "organizationMembership.updated",
  "organizationMembership.deleted",
  "organizationInvitation.created",
  "organizationInvitation.accepted",
  "organizationInvitation.revoked",
  "organizationDomain.created",
  "organizationDomain.updated",
  "organizationDomain.deleted",
  "role.created",
  "role.updated",
  "role.deleted",
  "permission.created",
  "permission.updated",
  "permission.deleted",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];
