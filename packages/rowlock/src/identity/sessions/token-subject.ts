// What the shortcodes of templates read from, made of a user, the memberships and a session. Private metadata and
// password fields are not even copied here.
import type { TemplateSubject } from "../../tokens/templates/claims-template.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { Addresses } from "../addresses.ts";
import { imageUrl } from "../resources/image-url.ts";
import { hasSecondFactor } from "../resources/second-factor.ts";
import type { TokenMembership } from "../store/session-context.ts";
import type { SessionRow } from "../store/sessions.ts";
import type { User } from "../store/users.ts";

export interface TokenSubjectParts {
  readonly user: User;
  readonly memberships: readonly TokenMembership[];
  /** The membership in the active organization, when one is active. */
  readonly active: TokenMembership | undefined;
  readonly session: Pick<SessionRow, "id" | "actor"> | undefined;
}

export type UserTokenSubject = TemplateSubject & { readonly user: { readonly id: string } };

export function tokenSubject(parts: TokenSubjectParts, addresses: Addresses): UserTokenSubject {
  const { active, session } = parts;
  return {
    user: userClaims(parts, addresses),
    ...(active === undefined
      ? {}
      : { org: organizationClaims(active, addresses), org_membership: membershipClaims(active) }),
    ...(session === undefined ? {} : { session: { id: session.id, actor: session.actor } }),
  };
}

function userClaims(
  { user, memberships }: TokenSubjectParts,
  addresses: Addresses,
): JsonObject & { readonly id: string } {
  const primary = user.email_addresses.find(({ id }) => id === user.primary_email_address_id);
  const phone = user.phone_numbers.find(({ id }) => id === user.primary_phone_number_id);
  const fullName = [user.first_name, user.last_name].filter((name) => name !== null).join(" ");
  return {
    id: user.id,
    external_id: user.external_id,
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    full_name: fullName === "" ? null : fullName,
    image_url: imageUrl({ kind: "user", ...user }, addresses),
    has_image: user.image_id !== null,
    primary_email_address: primary?.email_address ?? null,
    email_verified: primary?.verification?.status === "verified",
    primary_phone_number: phone?.phone_number ?? null,
    phone_number_verified: phone?.verification?.status === "verified",
    primary_web3_wallet: null,
    web3_wallet_verified: false,
    two_factor_enabled: hasSecondFactor(user),
    public_metadata: user.public_metadata,
    unsafe_metadata: user.unsafe_metadata,
    organizations: Object.fromEntries(
      memberships.map((membership) => [membership.organization_id, membership.role]),
    ),
    created_at: Math.floor(user.created_at / 1000),
    updated_at: Math.floor(user.updated_at / 1000),
  };
}

function organizationClaims(
  { organization, role }: TokenMembership,
  addresses: Addresses,
): JsonObject {
  return {
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    role,
    image_url: imageUrl({ kind: "organization", ...organization }, addresses),
    has_image: organization.image_id !== null,
    public_metadata: organization.public_metadata,
  };
}

function membershipClaims(membership: TokenMembership): JsonObject {
  return {
    id: membership.id,
    role: membership.role,
    permissions: membership.permissions,
    public_metadata: membership.public_metadata,
  };
}
