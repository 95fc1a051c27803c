// The people whom Rowlock's own provider knows. Whoever is chosen or made has the same id at the provider each time.
import { createHash } from "node:crypto";
import type { OAuthStrategy } from "../../config/social-providers.ts";
import { findSocialPerson, type SocialPerson, saveSocialPerson } from "../store/social-people.ts";
import type { Work } from "../work.ts";

/** Makes a person, or finds who has the address and says anew what is known of them. */
export async function knowPerson(
  work: Work,
  known: Omit<SocialPerson, "subject"> & { readonly subject?: string | undefined },
): Promise<SocialPerson> {
  const { provider, email_address: emailAddress } = known;
  const found = await findSocialPerson(work, { provider, emailAddress });
  const subject = found?.subject ?? known.subject ?? subjectOf(provider, emailAddress);
  const person: SocialPerson = { ...known, subject };
  await saveSocialPerson(work, { ...person, now: work.now });
  return person;
}

/** A number, as most providers give. */
function subjectOf(provider: OAuthStrategy, emailAddress: string): string {
  const digest = createHash("sha256").update(`${provider}\n${emailAddress}`).digest();
  return `1${String(digest.readBigUInt64BE()).padStart(20, "0")}`;
}
