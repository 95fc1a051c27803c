// Tokens of the people of a proof: minted by the same code, with the same keys and settings, as the identity service
// mints those of real people, so that what a proof shows holds for them. These people are in no database.
import { randomBytes } from "node:crypto";
import type { TokenWish } from "../policy/ports.ts";
import type { Organization, Person } from "../policy/prove/cast.ts";
import {
  generateInstanceKey,
  type InstanceKey,
  loadInstanceKey,
} from "../tokens/keys/instance-key.ts";
import { mintSessionToken, parseSessionClaims } from "../tokens/session/mint-session-token.ts";
import type { JwtTemplate } from "../tokens/templates/jwt-template.ts";
import { mintTemplateToken } from "../tokens/templates/mint-template-token.ts";
import type { ProjectSigning } from "../tokens/templates/role-rule.ts";
import type { JsonObject } from "../tokens/verified-token.ts";

export interface ProofTokenOptions extends ProjectSigning {
  readonly issuer: string;
  readonly instanceKey: InstanceKey;
  /** Stands for the keys that third parties publish: theirs are not here. */
  readonly thirdPartyKey?: InstanceKey | undefined;
  readonly supabaseIntegration: boolean;
  /** The JWT template with some claims of the proof's beside its own. Absent: session tokens. */
  readonly template?: ((claims: JsonObject) => JwtTemplate) | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type MintProofToken = (person: Person, wish: TokenWish) => Promise<string>;

const LONG_AGO_MS = 3_600_000;

export async function createProofTokens(options: ProofTokenOptions): Promise<MintProofToken> {
  // The right kid and the wrong key: as good a forgery as there is.
  const foreign = loadInstanceKey(await generateInstanceKey());
  const forged = { ...foreign, kid: options.instanceKey.kid };
  return (person, { kind, role, claims, organizationRole, issuer }) =>
    mint(withRole(person, organizationRole), {
      ...options,
      ...(issuer === undefined ? {} : byThirdParty(issuer, options)),
      claims: { ...claims, ...(role === undefined ? {} : { role }) },
      ...(kind === "forged" ? { instanceKey: forged } : {}),
      projectSecrets:
        kind === "forged" ? [randomBytes(32).toString("hex")] : options.projectSecrets,
      now: () => options.now() - (kind === "expired" ? LONG_AGO_MS : 0),
    });
}

function withRole(person: Person, role: string | undefined): TokenBearer {
  const { organization } = person;
  return role === undefined || organization === null
    ? person
    : { ...person, organization: { ...organization, role } };
}

/** A hosted instance's session token, with the role that its Supabase integration gives it. */
function byThirdParty(
  issuer: string,
  { instanceKey, thirdPartyKey = instanceKey }: ProofTokenOptions,
) {
  return { issuer, instanceKey: thirdPartyKey, template: undefined, supabaseIntegration: true };
}

/** A person with whatever role in their organization. */
interface TokenBearer extends Pick<Person, "name" | "userId"> {
  readonly organization: (Organization & { readonly role: string }) | null;
}

interface Minting extends ProofTokenOptions {
  /** Beside the usual ones; a role of theirs wins. */
  readonly claims: JsonObject;
}

function mint(person: TokenBearer, options: Minting): Promise<string> {
  const { template, issuer, instanceKey, now, claims } = options;
  const shared = { issuer, instanceKey, now, random: randomBytes };
  if (template !== undefined) {
    const subject = subjectOf(person);
    return mintTemplateToken(template(claims), { ...options, ...shared, subject });
  }
  const { organization } = person;
  return mintSessionToken({
    ...shared,
    userId: person.userId,
    session: {
      id: `sess_${person.name}`,
      status: "active",
      firstFactorVerifiedAt: now(),
      secondFactorVerifiedAt: null,
    },
    organization: organization === null ? undefined : { ...organization, permissions: [] },
    supabaseIntegration: options.supabaseIntegration,
    custom: { claims: parseSessionClaims(claims), subject: subjectOf(person) },
  });
}

/** What a template's shortcodes read. */
function subjectOf({ userId, name, organization }: TokenBearer) {
  const address = `${name}@example.com`;
  const user = { id: userId, primary_email_address: address, username: name, first_name: name };
  if (organization === null) return { user };
  const { id, slug, role } = organization;
  return {
    user,
    org: { id, slug, name: slug, role: `org:${role}` },
    org_membership: { role: `org:${role}` },
  };
}
