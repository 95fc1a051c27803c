// Organizations declared in rowlock.toml: made when they are missing, with their members and invitations. Of one that is
// there, members and invitations that the file names and it lacks are added; nobody is taken out, for people come in by
// other ways too. The name and metadata that somebody changed since stay theirs.
import type { SeedOrganization } from "../../config/clerk-instance.ts";
import { rowlockError } from "../../errors/registry.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { ClerkApiError, clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { addMember } from "../organizations/add-member.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { inviteToOrganization } from "../organizations/invite.ts";
import { findMembership } from "../store/memberships.ts";
import { findPendingInvitation } from "../store/organization-invitations.ts";
import { type CountedOrganization, findOrganization } from "../store/organizations.ts";
import { findUserByIdentifier, lockUserRow, type User } from "../store/users.ts";
import { transact, type Work } from "../work.ts";

const INVITATION_LIFETIME_MS = 30 * 86_400_000;

/** @throws RowlockError SEED_ORGANIZATION_REFUSED naming the entry */
export async function seedOrganizations(
  instance: Instance,
  seeds: readonly SeedOrganization[],
): Promise<void> {
  for (const [index, seed] of seeds.entries()) {
    try {
      await transact(instance, (work) => seedOrganization(work, seed));
    } catch (error) {
      if (!(error instanceof ClerkApiError)) throw error;
      throw rowlockError("SEED_ORGANIZATION_REFUSED", {
        message: `clerk.organizations[${index}] (${seed.slug}) in rowlock.toml can't be made: ${error.message}`,
        hint: "Correct the entry; each member's address is that of a user in [[clerk.users]], or of one who is there",
      });
    }
  }
}

async function seedOrganization(work: Work, seed: SeedOrganization): Promise<void> {
  const organization = (await findOrganization(work, seed.slug)) ?? (await create(work, seed));
  for (const { email_address, role } of seed.members) {
    const user = await requireUser(work, email_address);
    const key = { organizationId: organization.id, userId: user.id };
    if ((await findMembership(work, key)) !== undefined) continue;
    await addMember(work, { organizationId: organization.id, user, role });
  }
  for (const { email_address, role } of seed.invitations) {
    const emailAddress = email_address.toLowerCase();
    if (await isKnown(work, { organization, emailAddress })) continue;
    await inviteToOrganization(work, {
      organization,
      emailAddress,
      role,
      inviterUserId: organization.created_by,
      lifetimeMs: INVITATION_LIFETIME_MS,
      notify: true,
    });
  }
}

async function create(work: Work, seed: SeedOrganization): Promise<CountedOrganization> {
  const organization = await createOrganization(work, {
    name: seed.name,
    slug: seed.slug,
    creator: undefined,
    maxAllowedMemberships: seed.max_allowed_memberships,
    publicMetadata: seed.public_metadata as JsonObject,
    privateMetadata: seed.private_metadata as JsonObject,
  });
  return organization;
}

/** Whether the invited is a member, or was asked in and has not answered. */
async function isKnown(
  work: Work,
  key: { readonly organization: CountedOrganization; readonly emailAddress: string },
): Promise<boolean> {
  const { emailAddress } = key;
  const organizationId = key.organization.id;
  if ((await findPendingInvitation(work, { organizationId, emailAddress })) !== undefined) {
    return true;
  }
  const user = await findUserByIdentifier(work, emailAddress);
  if (user === undefined) return false;
  return (await findMembership(work, { organizationId, userId: user.id })) !== undefined;
}

async function requireUser(work: Work, emailAddress: string): Promise<User> {
  const found = await findUserByIdentifier(work, emailAddress);
  const user = found === undefined ? undefined : await lockUserRow(work, found.id);
  if (user === undefined) throw clerkError("userNotFound", { values: { id: emailAddress } });
  return user;
}
