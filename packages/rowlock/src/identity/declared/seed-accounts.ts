// Accounts at providers of social sign-in that rowlock.toml gives its users: known to the provider's stand-in, and connected.
import type { SeedUser } from "../../config/rowlock-config.ts";
import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { knowPerson } from "../social/people.ts";
import { findClaimedAccount } from "../store/external-accounts.ts";
import type { User } from "../store/users.ts";
import { linkAccount } from "../users/link-account.ts";
import type { ProviderAccount } from "../verification/oauth-verification.ts";
import type { Work } from "../work.ts";

/** Each as the provider would say it. @throws ClerkApiError when one is somebody else's */
export async function seedAccounts(
  work: Work,
  seed: SeedUser,
  owner?: User,
): Promise<readonly ProviderAccount[]> {
  const accounts: ProviderAccount[] = [];
  for (const declared of seed.external_accounts ?? []) {
    const { provider } = declared;
    const text = declared.email_address ?? seed.email_address;
    const { subject, ...person } = await knowPerson(work, {
      provider,
      subject: declared.provider_user_id,
      email_address: parseEmailAddress(text, "email_address"),
      email_verified: true,
      first_name: seed.first_name ?? "",
      last_name: seed.last_name ?? "",
    });
    const holder = await findClaimedAccount(work, { provider, provider_user_id: subject });
    if (holder !== undefined && holder.user_id !== owner?.id) {
      throw clerkError("oauthIdentificationClaimed");
    }
    if (holder !== undefined) continue;
    accounts.push({
      provider,
      provider_user_id: subject,
      email_address: person.email_address,
      email_address_verified: true,
      first_name: person.first_name,
      last_name: person.last_name,
      approved_scopes: "openid email profile",
    });
  }
  return accounts;
}

/** Those that the entry gained; those that its user has stay. */
export async function linkSeedAccounts(
  work: Work,
  { user, seed }: { readonly user: User; readonly seed: SeedUser },
): Promise<void> {
  for (const account of await seedAccounts(work, seed, user)) {
    await linkAccount(work, { userId: user.id, account });
  }
}
