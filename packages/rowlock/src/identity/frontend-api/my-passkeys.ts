// /v1/me/passkeys: a user's own passkeys. A new one is asked of the page's device first and is the user's once the device
// has answered.
import { clerkError } from "../errors/clerk-api-error.ts";
import { deletedJson } from "../resources/page.ts";
import { passkeyJson } from "../resources/passkey.ts";
import { findOwnPasskey, type PasskeyRow, savePasskey } from "../store/passkeys.ts";
import type { SessionActivity } from "../store/sessions.ts";
import { lockUserRow, type User } from "../store/users.ts";
import {
  addPasskey,
  askForPasskey,
  registerPasskey,
  removePasskey,
  renamePasskey,
  requireRoomForPasskey,
  takeChallenge,
} from "../users/passkeys.ts";
import { checkRegistration, parseRegistration } from "../verification/webauthn.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { passkeyOrigin } from "./passkey-origin.ts";
import { requireRecentProof } from "./recent-proof.ts";
import { change, type FrontendApp, read } from "./routes.ts";

const BASE = "/v1/me/passkeys";

type Path = Readonly<Record<string, string>>;

export function myPasskeyRoutes(app: FrontendApp): void {
  change(app, ["POST", BASE], add);
  read(app, `${BASE}/:id`, show);
  change(app, ["PATCH", `${BASE}/:id`], async (call, { id = "" }) => {
    const name = call.form.clearableText("name");
    await withOwnPasskey(call, id, async (work, { passkey }) => {
      if (typeof name === "string") await renamePasskey(work, { passkey, name });
    });
    return show(call, { id });
  });
  change(app, ["DELETE", `${BASE}/:id`], async (call, { id = "" }) => {
    await requireRecentProof(call);
    await withOwnPasskey(call, id, (work, { passkey }) => removePasskey(work, passkey));
    return deletedJson("passkey", id);
  });
  change(app, ["POST", `${BASE}/:id/attempt_verification`], attempt);
}

interface OwnPasskey {
  readonly user: User;
  readonly passkey: PasskeyRow;
}

async function withOwnPasskey<T>(
  call: FrontendCall,
  id: string,
  job: (work: Work, own: OwnPasskey) => Promise<T>,
): Promise<T> {
  const { user } = await requireSignedIn(call);
  return changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    const passkey = await findOwnPasskey(work, { id, userId: locked.id });
    if (passkey === undefined) throw clerkError("resourceNotFound");
    return job(work, { user: locked, passkey });
  });
}

async function show(call: FrontendCall, { id = "" }: Path) {
  const { user } = await requireSignedIn(call);
  const passkey = await findOwnPasskey(call.instance.database, { id, userId: user.id });
  if (passkey === undefined) throw clerkError("resourceNotFound");
  return passkeyJson(passkey, call.instance.clock());
}

async function add(call: FrontendCall) {
  const { user } = await requireSignedIn(call);
  const origin = passkeyOrigin(call);
  await requireRecentProof(call);
  requireRoomForPasskey(user);
  const verification = await askForPasskey(call.instance, { user, origin });
  const name = nameOf(call.activity);
  const id = await changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    return addPasskey(work, { user: locked, name, verification });
  });
  return show(call, { id });
}

/** What a passkey is called until its user names it: after the browser that made it. */
function nameOf({ browser_name: browser, device_type: device }: SessionActivity): string {
  if (browser === undefined) return "Passkey";
  return device === undefined ? browser : `${browser} on ${device}`;
}

async function attempt(call: FrontendCall, { id = "" }: Path) {
  const origin = passkeyOrigin(call);
  const credential = parseRegistration(call.form.requireText("public_key_credential"));
  const asked = await withOwnPasskey(call, id, (work, { passkey }) => {
    if (passkey.credential_id !== null) throw clerkError("verificationAlreadyVerified");
    const save = (verification: PasskeyRow["verification"]) =>
      savePasskey(work, { ...passkey, verification, now: work.now });
    return takeChallenge(work, { prepared: passkey.verification, save });
  });
  if (asked.origin !== origin) throw clerkError("passkeyVerificationInvalid");
  const key = await checkRegistration(credential, asked);
  await withOwnPasskey(call, id, (work, { user }) => registerPasskey(work, { user, id, key }));
  return show(call, { id });
}
