// A user's passkeys: registered, used, taken away. A challenge is used up in a transaction of its own before its answer is
// looked at, so that of answers given together one alone is looked at at all.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { identifierOf } from "../resources/public-user.ts";
import {
  countPasskeyUse,
  deletePasskeyRow,
  findOwnPasskey,
  findPasskeyByCredential,
  insertPasskey,
  type PasskeyRow,
  savePasskey,
} from "../store/passkeys.ts";
import { type User, type UserPasskey, updateUser } from "../store/users.ts";
import {
  type PasskeyVerification,
  type UsedChallenge,
  useChallenge,
} from "../verification/passkey-verification.ts";
import {
  type AssertionCredential,
  type CredentialName,
  checkAssertion,
  type RegisteredKey,
  startRegistration,
} from "../verification/webauthn.ts";
import type { Work } from "../work.ts";
import { countFailure } from "./lockout.ts";
import { tellUser } from "./tell-user.ts";

const MAX_PASSKEYS = 10;

/** What a page's device may be asked for, of these passkeys. */
export function credentialNames(passkeys: readonly UserPasskey[]): readonly CredentialName[] {
  return passkeys.flatMap(({ credential_id: id, transports }) =>
    id === null ? [] : [{ id, transports }],
  );
}

/** @throws ClerkApiError passkey_quota_exceeded */
export function requireRoomForPasskey(user: User): void {
  if (user.passkeys.length < MAX_PASSKEYS) return;
  throw clerkError("passkeyQuota", { values: { limit: MAX_PASSKEYS } });
}

/** The challenge of a new passkey. */
export function askForPasskey(
  { settings, random, clock }: Instance,
  { user, origin }: { readonly user: User; readonly origin: string },
): Promise<PasskeyVerification> {
  const name = identifierOf(user);
  const fullName = [user.first_name, user.last_name].filter((part) => part !== null).join(" ");
  return startRegistration({
    application: settings.current().application_name,
    user: { id: user.id, name, displayName: fullName === "" ? name : fullName },
    known: credentialNames(user.passkeys),
    origin,
    random,
    now: clock(),
  });
}

/** The user changed with their passkeys: SDKs show a user anew when `updated_at` has moved. */
async function moved(work: Work, userId: string): Promise<void> {
  await updateUser(work, { id: userId, now: work.now, columns: {} });
  await tellUser(work, "user.updated", userId);
}

/** Begins a registration. @throws ClerkApiError passkey_quota_exceeded */
export async function addPasskey(
  work: Work,
  options: {
    readonly user: User;
    readonly name: string;
    readonly verification: PasskeyVerification;
  },
): Promise<string> {
  requireRoomForPasskey(options.user);
  const id = work.newId("passkey");
  const { user, name, verification } = options;
  await insertPasskey(work, { id, userId: user.id, name, verification, now: work.now });
  return id;
}

/** Gives a registration its key, once. @throws ClerkApiError when it is gone, or another user has the credential */
export async function registerPasskey(
  work: Work,
  options: { readonly user: User; readonly id: string; readonly key: RegisteredKey },
): Promise<void> {
  const { user, id, key } = options;
  requireRoomForPasskey(user);
  const passkey = await findOwnPasskey(work, { id, userId: user.id });
  if (passkey === undefined || passkey.credential_id !== null) throw clerkError("resourceNotFound");
  if ((await findPasskeyByCredential(work, key.credentialId)) !== undefined) {
    throw clerkError("passkeyCredentialInvalid", { param: "public_key_credential" });
  }
  await savePasskey(work, {
    ...passkey,
    credential_id: key.credentialId,
    public_key: key.publicKey,
    counter: key.counter,
    transports: key.transports,
    verification: { ...passkey.verification, status: "verified" },
    now: work.now,
  });
  await moved(work, user.id);
}

export async function renamePasskey(
  work: Work,
  { passkey, name }: { readonly passkey: PasskeyRow; readonly name: string },
): Promise<void> {
  if (passkey.credential_id === null) throw clerkError("passkeyUnfinished");
  await savePasskey(work, { ...passkey, name, now: work.now });
  await moved(work, passkey.user_id);
}

export async function removePasskey(
  work: Work,
  passkey: Pick<UserPasskey, "id" | "user_id">,
): Promise<void> {
  await deletePasskeyRow(work, passkey.id);
  await moved(work, passkey.user_id);
}

/** @throws ClerkApiError when a challenge is no longer open: late, or answered before */
export function requireOpen(used: UsedChallenge): void {
  if (used.outcome === "expired") throw clerkError("verificationExpired", { keepsWork: true });
  if (used.outcome === "used") throw clerkError("passkeyVerificationInvalid");
}

/** The challenge that a step waits for. @throws ClerkApiError verification_missing */
export function requirePasskeyVerification(
  prepared: object | null | undefined,
): PasskeyVerification {
  const passkey = prepared as PasskeyVerification | null | undefined;
  if (passkey?.strategy === "passkey") return passkey;
  throw clerkError("verificationMissing");
}

/** The challenge, used up now. @throws ClerkApiError verification_missing, verification_expired, passkey_invalid_verification */
export async function takeChallenge(
  work: Work,
  options: {
    readonly prepared: object | null | undefined;
    readonly save: (verification: PasskeyVerification) => Promise<void>;
  },
): Promise<PasskeyVerification & { readonly challenge: string }> {
  const prepared = requirePasskeyVerification(options.prepared);
  const used = useChallenge(prepared, work.now);
  await options.save(used.verification);
  requireOpen(used);
  return { ...used.verification, challenge: prepared.challenge ?? "" };
}

export interface CheckedPasskey {
  readonly passkey: PasskeyRow;
  /** Undefined: it is not what was asked for. */
  readonly newCounter: number | undefined;
}

/**
 * Looks at an answer, with no transaction open. What was found counts once the user's row was locked (`usePasskey`).
 * @throws ClerkApiError passkey_not_registered, passkey_invalid_verification
 */
export async function checkPasskey(
  { database }: Instance,
  asked: {
    readonly credential: AssertionCredential;
    readonly challenge: string;
    readonly origin: string;
  },
): Promise<CheckedPasskey> {
  const { credential } = asked;
  const passkey = await findPasskeyByCredential(database, credential.id);
  if (passkey === undefined || passkey.public_key === null)
    throw clerkError("passkeyNotRegistered");
  const { public_key: publicKey, counter, transports } = passkey;
  const key = { credentialId: credential.id, publicKey, counter, transports };
  const newCounter = await checkAssertion(credential, { ...asked, key });
  // The handle is the user's id: a device that names another holds another's key.
  const { userHandle } = credential.response;
  const handle = Buffer.from(passkey.user_id).toString("base64url");
  const foreign = userHandle !== undefined && userHandle !== null && userHandle !== handle;
  return { passkey, newCounter: foreign ? undefined : newCounter };
}

/**
 * Counts the use of a passkey of this user's, whose row is locked and who may sign in.
 * @throws ClerkApiError passkey_authentication_failure, counted
 */
export async function usePasskey(
  work: Work,
  { user, checked }: { readonly user: User; readonly checked: CheckedPasskey },
): Promise<void> {
  const { passkey, newCounter } = checked;
  const failure = clerkError("passkeyFailure", { keepsWork: true });
  if (passkey.user_id !== user.id) throw failure;
  const use = { id: passkey.id, from: passkey.counter, now: work.now };
  const right =
    newCounter !== undefined && (await countPasskeyUse(work, { ...use, to: newCounter }));
  if (!right) throw await countFailure(work, { user, failure });
}
