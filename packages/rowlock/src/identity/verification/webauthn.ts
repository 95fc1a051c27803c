// WebAuthn by @simplewebauthn/server: what a page asks its device for, and whether what came back is what was asked for.
// The library is read when the first passkey is: it is large, and most instances have none. No database.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import * as z from "zod";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { RandomBytes } from "../new-id.ts";
import {
  PASSKEY_LIFETIME_MS,
  type PasskeyVerification,
  relyingPartyOf,
  startPasskeyVerification,
} from "./passkey-verification.ts";

/** ES256, RS256 and EdDSA, by their numbers in COSE's registry. */
const ALGORITHMS = [-7, -257, -8];
const CHALLENGE_BYTES = 32;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const credentialOf = <Response extends z.ZodType>(response: Response) =>
  z.object({ id: base64url.max(2048), rawId: base64url, type: z.literal("public-key"), response });

const registrationSchema = credentialOf(
  z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(8).optional(),
  }),
);
const assertionSchema = credentialOf(
  z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: z.string().max(256).nullish(),
  }),
);

export type RegistrationCredential = z.output<typeof registrationSchema>;
export type AssertionCredential = z.output<typeof assertionSchema>;

/** @throws ClerkApiError passkey_invalid_public_key_credential */
export function parseRegistration(text: string): RegistrationCredential {
  return parse(registrationSchema, text);
}

/** @throws ClerkApiError passkey_invalid_public_key_credential */
export function parseAssertion(text: string): AssertionCredential {
  return parse(assertionSchema, text);
}

function parse<Credential>(schema: z.ZodType<Credential>, text: string): Credential {
  const read = z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json) as unknown;
      } catch {
        context.addIssue("no JSON");
        return z.NEVER;
      }
    })
    .pipe(schema)
    .safeParse(text);
  if (read.success) return read.data;
  throw clerkError("passkeyCredentialInvalid", { param: "public_key_credential" });
}

export interface CredentialName {
  readonly id: string;
  readonly transports: readonly string[];
}

interface Asked {
  readonly origin: string;
  readonly now: number;
  readonly random: RandomBytes;
}

/** A challenge for a new passkey of this user's. */
export async function startRegistration(
  asked: Asked & {
    readonly application: string;
    readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
    /** The user's own, of which no second one is made on the same device. */
    readonly known: readonly CredentialName[];
  },
): Promise<PasskeyVerification> {
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const { user, origin, now } = asked;
  const options = await generateRegistrationOptions({
    rpName: asked.application,
    rpID: relyingPartyOf(origin),
    userID: new TextEncoder().encode(user.id),
    userName: user.name,
    userDisplayName: user.displayName,
    challenge: newChallenge(asked.random),
    timeout: PASSKEY_LIFETIME_MS,
    attestationType: "none",
    excludeCredentials: asked.known.map(named),
    // Kept on the device, so that it is found without a name, and opened by the person, so that it stands for a password.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return startPasskeyVerification({ origin, now, options: plain(options) });
}

/** A challenge for a passkey of anybody's, or for one of those that are named. */
export async function startAssertion(
  asked: Asked & { readonly allowed: readonly CredentialName[] },
): Promise<PasskeyVerification> {
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  const { origin, now } = asked;
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyOf(origin),
    challenge: newChallenge(asked.random),
    timeout: PASSKEY_LIFETIME_MS,
    allowCredentials: asked.allowed.map(named),
    userVerification: "required",
  });
  return startPasskeyVerification({
    origin,
    now,
    options: plain({ allowCredentials: [], ...options }),
  });
}

/** Bytes of their own buffer, as the library's types want them. */
function newChallenge(random: RandomBytes): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(random(CHALLENGE_BYTES));
}

function named({ id, transports }: CredentialName) {
  return { id, transports: [...transports] };
}

/** Without what is undefined, as it is stored and sent. */
function plain<Options extends { readonly challenge: string }>(options: Options) {
  return JSON.parse(JSON.stringify(options));
}

/** The challenge that a credential answers. @throws ClerkApiError when it answers another than this one */
function requireChallenge(credential: { response: { clientDataJSON: string } }, challenge: string) {
  const failure = clerkError("passkeyVerificationInvalid");
  const text = Buffer.from(credential.response.clientDataJSON, "base64url").toString();
  let signed: unknown;
  try {
    signed = JSON.parse(text);
  } catch {
    throw clerkError("passkeyCredentialInvalid", { param: "public_key_credential" });
  }
  const given = (signed as { challenge?: unknown } | null)?.challenge;
  if (given !== challenge) throw failure;
}

export interface RegisteredKey {
  readonly credentialId: string;
  /** COSE, as base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
}

/**
 * The key of a registration that answers this challenge, from this page.
 * @throws ClerkApiError passkey_invalid_verification, passkey_invalid_public_key_credential
 */
export async function checkRegistration(
  credential: RegistrationCredential,
  { challenge, origin }: { readonly challenge: string; readonly origin: string },
): Promise<RegisteredKey> {
  requireChallenge(credential, challenge);
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const failure = clerkError("passkeyCredentialInvalid", { param: "public_key_credential" });
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} } as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: relyingPartyOf(origin),
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => {
    throw failure;
  });
  // What the device signed names the credential; what the page says of it may differ.
  if (registrationInfo === undefined || registrationInfo.credential.id !== credential.id) {
    throw failure;
  }
  return {
    credentialId: registrationInfo.credential.id,
    publicKey: Buffer.from(registrationInfo.credential.publicKey).toString("base64url"),
    counter: registrationInfo.credential.counter,
    transports: credential.response.transports ?? [],
  };
}

/**
 * The new counter of a key that signed this challenge, from this page; undefined when it did not.
 * @throws ClerkApiError passkey_invalid_verification
 */
export async function checkAssertion(
  credential: AssertionCredential,
  asked: {
    readonly challenge: string;
    readonly origin: string;
    readonly key: RegisteredKey;
  },
): Promise<number | undefined> {
  const { challenge, origin, key } = asked;
  requireChallenge(credential, challenge);
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const result = await verifyAuthenticationResponse({
    response: { ...credential, clientExtensionResults: {} } as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: relyingPartyOf(origin),
    credential: {
      id: key.credentialId,
      publicKey: Uint8Array.from(Buffer.from(key.publicKey, "base64url")),
      counter: key.counter,
    },
    requireUserVerification: true,
    // The library throws for all that does not fit: origin, relying party, flags, a counter that went back.
  }).catch(() => undefined);
  return result?.verified === true ? result.authenticationInfo.newCounter : undefined;
}
