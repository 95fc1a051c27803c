// Finding the sign-up that a step is about, locked for the step, and finishing it: when nothing is missing and the
// address is verified, a user and a session are made.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { signUpFields } from "../../resources/sign-up.ts";
import { startSession } from "../../sessions/start-session.ts";
import { type ClientRow, clearClientAttempts, lockClient } from "../../store/clients.ts";
import { findSignUp, type SignUpRow, saveSignUp } from "../../store/sign-ups.ts";
import { requireAllowedAddress, requireAllowedWithoutAddress } from "../../users/access-rules.ts";
import { createUser } from "../../users/create-user.ts";
import { completeEntry } from "../../waitlist/waitlist.ts";
import type { Work } from "../../work.ts";
import { type FrontendCall, requireClient } from "../frontend-call.ts";
import { joinByTicket, redeemTicket } from "./sign-up-ticket.ts";

export interface CurrentSignUp {
  readonly client: ClientRow;
  readonly signUp: SignUpRow;
}

/** The client's sign-up, locked. @throws ClerkApiError when there is none or it is over */
export async function lockCurrentSignUp(
  call: FrontendCall,
  { work, id }: { readonly work: Work; readonly id: string },
): Promise<CurrentSignUp> {
  const known = requireClient(call);
  const client = await lockClient(work, known.id);
  if (client === undefined) throw clerkError("signedOut");
  const signUp = await findSignUp(work, { id, clientId: client.id, lock: true });
  if (signUp === undefined || signUp.abandon_at <= work.now) {
    throw clerkError("signUpNotFound", { values: { id } });
  }
  if (signUp.status !== "missing_requirements") throw clerkError("signUpFinished");
  if (client.sign_up_id !== signUp.id) throw clerkError("signUpForbidden");
  return { client, signUp };
}

/** Makes the user when everything is there; otherwise gives the attempt as it is. */
export async function completeIfReady(
  call: FrontendCall,
  { work, client, signUp }: CurrentSignUp & { readonly work: Work },
): Promise<SignUpRow> {
  const { missing, unverified } = signUpFields(signUp, work.settings);
  if (missing.length > 0 || unverified.length > 0) return signUp;
  const { ticket, email_address: emailAddress, phone_number: phoneNumber } = signUp;
  if (emailAddress === null) {
    const others = [phoneNumber, signUp.username].filter((one) => one !== null);
    await requireAllowedWithoutAddress(work, others);
  } else {
    await requireAllowedAddress(work, emailAddress, { invited: ticket !== null });
  }
  const account = signUp.external_account?.account ?? null;
  const public_metadata = await redeemTicket(work, { ticket, emailAddress });
  const user = await createUser(work, {
    emailAddresses:
      emailAddress === null ? [] : [{ emailAddress, verification: signUp.email_verification }],
    phoneNumbers:
      phoneNumber === null ? [] : [{ phoneNumber, verification: signUp.phone_verification }],
    externalAccounts: account === null ? [] : [account],
    emailParam: "email_address",
    columns: {
      username: signUp.username,
      first_name: signUp.first_name,
      last_name: signUp.last_name,
      password_digest: signUp.password_digest,
      password_updated_at: signUp.password_digest === null ? null : work.now,
      public_metadata,
      unsafe_metadata: signUp.unsafe_metadata,
      external_id: signUp.external_id,
      locale: signUp.locale,
      legal_accepted_at: signUp.legal_accepted_at,
    },
  });
  if (emailAddress !== null) await completeEntry(work, emailAddress);
  const organizationId = await joinByTicket(work, { ticket, user });
  const session = await startSession(work, {
    clientId: client.id,
    user,
    activity: call.activity,
    strategy: account?.provider ?? (ticket === null ? provedBy(signUp) : "ticket"),
    organizationId,
  });
  const done: SignUpRow = {
    ...signUp,
    status: "complete",
    created_user_id: user.id,
    created_session_id: session.id,
    updated_at: work.now,
  };
  await saveSignUp(work, done);
  await clearClientAttempts(work, client.id);
  await call.clientToken.renew(work, client);
  return done;
}

/** What proved whoever signs up. */
function provedBy({ email_address, phone_number }: SignUpRow): string {
  if (email_address !== null) return "email_code";
  return phone_number === null ? "password" : "phone_code";
}
