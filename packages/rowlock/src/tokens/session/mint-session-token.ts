// The session token, version 2: what getToken() gives without a template, and what the __session cookie holds. Signed
// with the instance's key, so it is verified by JWKS alone; with the Supabase integration on it carries a role.
import type { InstanceKey } from "../keys/instance-key.ts";
import {
  type Clock,
  type RandomBytes,
  secondsNow,
  signToken,
  tokenId,
} from "../sign/sign-token.ts";
import { SESSION_TOKEN_CATEGORY } from "../sign/token-categories.ts";
import {
  type ClaimsTemplate,
  parseClaims,
  renderClaims,
  type TemplateSubject,
} from "../templates/claims-template.ts";
import type { JsonObject } from "../verified-token.ts";
import { type ActiveOrganization, organizationClaims } from "./organization-claim.ts";

/** What a custom session token can't name: Rowlock sets these, or leaves them out, itself. */
const SESSION_RESERVED_CLAIMS: readonly string[] = [
  "act",
  "azp",
  "exp",
  "fea",
  "fva",
  "iat",
  "iss",
  "jti",
  "nbf",
  "o",
  "pla",
  "sid",
  "sts",
  "sub",
  "v",
];

/** Seconds that a session token lives. */
const SESSION_TOKEN_LIFETIME = 60;

const CLOCK_SKEW = 10;

interface SessionTokenSession {
  readonly id: string;
  readonly status: "active" | "pending";
  /** When the first factor was last verified, in milliseconds since 1970. */
  readonly firstFactorVerifiedAt: number;
  /** When the second was; null: there is none, or never. */
  readonly secondFactorVerifiedAt: number | null;
  /** Who acts in the user's name, when somebody does. */
  readonly actor?: JsonObject | null | undefined;
}

export interface MintSessionTokenOptions {
  readonly userId: string;
  readonly session: SessionTokenSession;
  readonly organization?: ActiveOrganization | undefined;
  readonly issuer: string;
  /** The origin of the app that asks; absent where none is known. */
  readonly authorizedParty?: string | undefined;
  readonly instanceKey: InstanceKey;
  /** True: `role: authenticated`, as with Clerk's Supabase integration switched on. */
  readonly supabaseIntegration: boolean;
  /** The claims of a customized session token, with what their shortcodes read from. A `role` of theirs wins. */
  readonly custom?:
    | { readonly claims: ClaimsTemplate; readonly subject: TemplateSubject }
    | undefined;
  /** Seconds, instead of 60 (the Backend API's `expires_in_seconds`). */
  readonly lifetime?: number | undefined;
  readonly now: Clock;
  readonly random: RandomBytes;
}

/** Parses the claims of a customized session token. @throws TemplateError */
export function parseSessionClaims(source: JsonObject): ClaimsTemplate {
  return parseClaims(source, { reserved: SESSION_RESERVED_CLAIMS });
}

/** Signs one session token. */
export function mintSessionToken(options: MintSessionTokenOptions): Promise<string> {
  const issuedAt = secondsNow(options.now);
  const { instanceKey } = options;
  return signToken({
    signingKey: { algorithm: "RS256", key: instanceKey.privateKey, kid: instanceKey.kid },
    // clerk-js compares oiat to keep the freshest of several tokens of a session.
    header: { cat: SESSION_TOKEN_CATEGORY, oiat: issuedAt },
    claims: sessionClaims(options, issuedAt),
  });
}

function sessionClaims(options: MintSessionTokenOptions, issuedAt: number): JsonObject {
  const { session, organization, custom, authorizedParty, now } = options;
  return {
    ...(options.supabaseIntegration ? { role: "authenticated" } : {}),
    ...(custom === undefined ? {} : renderClaims(custom.claims, custom.subject)),
    ...(session.actor ? { act: session.actor } : {}),
    ...(authorizedParty === undefined ? {} : { azp: authorizedParty }),
    exp: issuedAt + (options.lifetime ?? SESSION_TOKEN_LIFETIME),
    ...(organization === undefined ? {} : organizationClaims(organization)),
    fva: [
      minutesSince(session.firstFactorVerifiedAt, now),
      session.secondFactorVerifiedAt === null
        ? -1
        : minutesSince(session.secondFactorVerifiedAt, now),
    ],
    iat: issuedAt,
    iss: options.issuer,
    jti: tokenId(options.random),
    nbf: issuedAt - CLOCK_SKEW,
    sid: session.id,
    sts: session.status,
    sub: options.userId,
    v: 2,
  };
}

function minutesSince(moment: number, now: Clock): number {
  return Math.max(0, Math.floor((now() - moment) / 60_000));
}
