// The provider's side of the authorization code (RFC 6749, 4.1) with PKCE (RFC 7636): given for one person, one address to
// send back to and one challenge; taken once, within a minute, from whoever has the verifier.
import { createHash, timingSafeEqual } from "node:crypto";
import type { OAuthStrategy } from "../../config/social-providers.ts";
import { findSocialPerson, insertSocialCode, takeSocialCode } from "../store/social-people.ts";
import type { ProviderAccount } from "../verification/oauth-verification.ts";
import type { Work } from "../work.ts";

const CODE_LIFETIME_MS = 60_000;

export async function giveCode(
  work: Work,
  grant: {
    readonly provider: OAuthStrategy;
    readonly subject: string;
    readonly redirectUri: string;
    readonly challenge: string;
    readonly scopes: string;
  },
): Promise<string> {
  const code = work.newSecret();
  await insertSocialCode(work, {
    code,
    provider: grant.provider,
    subject: grant.subject,
    redirect_uri: grant.redirectUri,
    code_challenge: grant.challenge,
    scopes: grant.scopes,
    expires_at: work.now + CODE_LIFETIME_MS,
    now: work.now,
  });
  return code;
}

/** S256: what of a verifier may be seen by everybody. */
export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** Who it was that the provider sent; undefined when the code is none, or is not for who brings it. It is used up either way. */
export async function redeemCode(
  work: Work,
  offered: {
    readonly provider: OAuthStrategy;
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  },
): Promise<ProviderAccount | undefined> {
  const { provider, code } = offered;
  const grant = await takeSocialCode(work, { code, now: work.now });
  if (grant === undefined || grant.provider !== provider) return undefined;
  if (grant.redirect_uri !== offered.redirectUri) return undefined;
  if (!same(grant.code_challenge, challengeOf(offered.verifier))) return undefined;
  const person = await findSocialPerson(work, { provider, subject: grant.subject });
  if (person === undefined) return undefined;
  return {
    provider,
    provider_user_id: person.subject,
    email_address: person.email_address,
    email_address_verified: person.email_verified,
    first_name: person.first_name,
    last_name: person.last_name,
    approved_scopes: grant.scopes,
  };
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
