// Beginning a sign-up and adding to it. A password is hashed at once, before anything is written.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { phonePresence } from "../../settings.ts";
import { setClientSignUp } from "../../store/clients.ts";
import { insertSignUp, type SignUpRow, saveSignUp } from "../../store/sign-ups.ts";
import {
  requireAllowedAddress,
  requireAllowedNumber,
  requireOpenSignUp,
} from "../../users/access-rules.ts";
import {
  requireFreeEmailAddress,
  requireFreePhoneNumber,
  requireFreeUsername,
} from "../../users/find-identifier-owner.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { type OAuthRequest, offeredStrategy, readOAuthRequest } from "../oauth/begin-oauth.ts";
import { requireMaySignIn } from "../sign-in/begin-sign-in.ts";
import { completeIfReady, lockCurrentSignUp } from "./current-sign-up.ts";
import { readSignUpFields, type SignUpInput } from "./read-fields.ts";
import { beginSignUp, transferToSignUp } from "./sign-up-by-account.ts";
import { applyTicket, requireInvitedAddress } from "./sign-up-ticket.ts";

const ABANDON_AFTER_MS = 86_400_000;

export async function createSignUp(call: FrontendCall): Promise<SignUpRow> {
  requireOffered(call);
  const request = await readProvider(call);
  const input = readSignUpFields(call.form, call.instance.settings.current());
  const digest = await hashed(call, input);
  return change(call, async (work) => {
    const client = await call.clientToken.ensure(work);
    await requireMaySignIn(work, { client, user: undefined });
    const blank: SignUpRow = {
      id: work.newId("signUp"),
      client_id: client.id,
      status: "missing_requirements",
      email_address: null,
      email_verification: null,
      phone_number: null,
      phone_verification: null,
      external_account: null,
      username: null,
      first_name: null,
      last_name: null,
      password_digest: null,
      public_metadata: {},
      unsafe_metadata: {},
      external_id: null,
      ticket: null,
      locale: null,
      legal_accepted_at: null,
      created_user_id: null,
      created_session_id: null,
      abandon_at: work.now + ABANDON_AFTER_MS,
      created_at: work.now,
      updated_at: work.now,
    };
    const filled = await fill(call, { work, signUp: blank, input, digest });
    await insertSignUp(work, filled);
    await setClientSignUp(work, { id: client.id, signUpId: filled.id });
    const attempt = { work, client, signUp: filled };
    if (call.form.flag("transfer") === true) return transferToSignUp(call, attempt);
    if (request !== undefined) return beginSignUp(attempt, request);
    return completeIfReady(call, { work, client, signUp: filled });
  });
}

export async function updateSignUp(call: FrontendCall, id: string): Promise<SignUpRow> {
  if (call.form.flag("transfer") === true) throw clerkError("accountTransferInvalid");
  requireOffered(call);
  const request = await readProvider(call);
  const input = readSignUpFields(call.form, call.instance.settings.current());
  const digest = await hashed(call, input);
  return change(call, async (work) => {
    const { client, signUp } = await lockCurrentSignUp(call, { work, id });
    const filled = await fill(call, { work, signUp, input, digest });
    await saveSignUp(work, filled);
    if (request !== undefined) return beginSignUp({ work, client, signUp: filled }, request);
    return completeIfReady(call, { work, client, signUp: filled });
  });
}

/** The way to a provider, when the sign-up is to go by one. */
async function readProvider(call: FrontendCall): Promise<OAuthRequest | undefined> {
  const provider = offeredStrategy(call, call.form.text("strategy"));
  return provider === undefined ? undefined : readOAuthRequest(call, provider);
}

function requireOffered(call: FrontendCall): void {
  const { form, instance } = call;
  const strategy = form.text("strategy") ?? undefined;
  if (offeredStrategy(call, strategy) !== undefined) return;
  const phone = phonePresence(instance.settings.current()) !== "off";
  const offered = ["ticket", "email_code", "password", ...(phone ? ["phone_code"] : [])];
  if (strategy !== undefined && !offered.includes(strategy)) {
    throw clerkError("paramValueDisabled", { param: "strategy", values: { value: strategy } });
  }
  if (form.text("web3_wallet")) throw clerkError("paramUnknown", { param: "web3_wallet" });
}

async function hashed(call: FrontendCall, input: SignUpInput): Promise<string | undefined> {
  return input.password === undefined ? undefined : call.instance.passwords.hash(input.password);
}

/** Lays what was given over what is there. @throws ClerkApiError when an address, number or username is taken */
async function fill(
  call: FrontendCall,
  options: {
    readonly work: Work;
    readonly signUp: SignUpRow;
    readonly input: SignUpInput;
    readonly digest: string | undefined;
  },
): Promise<SignUpRow> {
  const { work, input } = options;
  const ticket = call.form.text("ticket");
  const signUp = await applyTicket(work, { signUp: options.signUp, ticket });
  const emailAddress = input.emailAddress === undefined ? signUp.email_address : input.emailAddress;
  requireInvitedAddress(signUp, emailAddress);
  const changedAddress = emailAddress !== signUp.email_address;
  if (emailAddress !== null && (changedAddress || signUp.ticket === null)) {
    await requireAllowedAddress(work, emailAddress, { invited: false });
    await requireFreeEmailAddress(work, { emailAddress, param: "email_address" });
  }
  const phoneNumber = input.phoneNumber === undefined ? signUp.phone_number : input.phoneNumber;
  if (phoneNumber !== null) {
    if (signUp.ticket === null) requireOpenSignUp(work);
    await requireAllowedNumber(work, phoneNumber);
    await requireFreePhoneNumber(work, { phoneNumber, param: "phone_number" });
  }
  const username = input.username === undefined ? signUp.username : input.username;
  if (username !== null) await requireFreeUsername(work, { username });
  return {
    ...signUp,
    email_address: emailAddress,
    email_verification: changedAddress ? null : signUp.email_verification,
    phone_number: phoneNumber,
    phone_verification: phoneNumber === signUp.phone_number ? signUp.phone_verification : null,
    username,
    first_name: input.firstName === undefined ? signUp.first_name : input.firstName,
    last_name: input.lastName === undefined ? signUp.last_name : input.lastName,
    password_digest: options.digest ?? signUp.password_digest,
    unsafe_metadata: input.unsafeMetadata ?? signUp.unsafe_metadata,
    locale: input.locale === undefined ? signUp.locale : input.locale,
    legal_accepted_at: input.legalAccepted === true ? work.now : signUp.legal_accepted_at,
    updated_at: work.now,
  };
}
