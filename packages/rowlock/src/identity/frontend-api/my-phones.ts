// /v1/me/phone_numbers: a user's own phone numbers. One that was added belongs to nobody until it is verified.
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendCode } from "../messages/send-code.ts";
import { parsePhoneNumber } from "../phone-number.ts";
import { deletedJson } from "../resources/page.ts";
import { phoneNumberJson } from "../resources/phone-number.ts";
import { phonePresence } from "../settings.ts";
import { findPhoneNumber, savePhoneNumber } from "../store/phone-numbers.ts";
import { lockUserRow, type PhoneNumberRow, type User } from "../store/users.ts";
import { requireAllowedNumber } from "../users/access-rules.ts";
import {
  addPhoneNumber,
  makeDefaultFactor,
  removePhoneNumber,
  reservePhone,
  saveVerification,
} from "../users/change-phones.ts";
import { tellUser } from "../users/tell-user.ts";
import { codeError } from "../verification/code-error.ts";
import { tryCode } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { requireRecentProof } from "./recent-proof.ts";
import { change, type FrontendApp, plain, read } from "./routes.ts";

const BASE = "/v1/me/phone_numbers";
const MAX_UNVERIFIED = 10;

type Path = Readonly<Record<string, string>>;

export function myPhoneRoutes(app: FrontendApp): void {
  // A bare list, as Clerk answers it.
  plain(app, ["GET", BASE], async (call) => {
    const { user } = await requireSignedIn(call);
    const now = call.instance.clock();
    return user.phone_numbers.map((phone) => phoneNumberJson(phone, { now }));
  });
  change(app, ["POST", BASE], add);
  read(app, `${BASE}/:id`, async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    return phoneNumberJson(requireOwn(user, id), { now: call.instance.clock() });
  });
  change(app, ["PATCH", `${BASE}/:id`], update);
  change(app, ["DELETE", `${BASE}/:id`], async (call, { id = "" }) => {
    await requireRecentProof(call);
    await withOwnPhone(call, id, async (work, own) => {
      await removePhoneNumber(work, own);
      await tellUser(work, "user.updated", own.user.id);
    });
    return deletedJson("phone_number", id);
  });
  change(app, ["POST", `${BASE}/:id/prepare_verification`], prepare);
  change(app, ["POST", `${BASE}/:id/attempt_verification`], attempt);
}

function requireOwn(user: User, id: string): PhoneNumberRow {
  const phone = user.phone_numbers.find((own) => own.id === id);
  if (phone === undefined) throw clerkError("resourceNotFound");
  return phone;
}

interface OwnPhone {
  readonly user: User;
  readonly phone: PhoneNumberRow;
}

async function withOwnPhone<T>(
  call: FrontendCall,
  id: string,
  job: (work: Work, own: OwnPhone) => Promise<T>,
): Promise<T> {
  const { user } = await requireSignedIn(call);
  return changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    return job(work, { user: locked, phone: requireOwn(locked, id) });
  });
}

async function show(call: FrontendCall, id: string, codes: readonly string[] | null = null) {
  const phone = await findPhoneNumber(call.instance.database, id);
  if (phone === undefined) throw clerkError("resourceNotFound");
  return phoneNumberJson(phone, { now: call.instance.clock(), codes });
}

async function add(call: FrontendCall) {
  const { user } = await requireSignedIn(call);
  if (phonePresence(call.instance.settings.current()) === "off") {
    throw clerkError("featureNotOffered", { values: { feature: "A phone number" } });
  }
  const phoneNumber = parsePhoneNumber(call.form.requireText("phone_number"), "phone_number");
  const reserved = call.form.flag("reserved_for_second_factor");
  await requireRecentProof(call);
  const id = await changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    const unverified = locked.phone_numbers.filter(({ claimed }) => !claimed).length;
    if (unverified >= MAX_UNVERIFIED) throw clerkError("tooManyUnverified");
    await requireAllowedNumber(work, phoneNumber);
    const added = await addPhoneNumber(work, {
      user: locked,
      phoneNumber,
      claimed: false,
      verification: null,
      reserved,
    });
    await tellUser(work, "user.updated", user.id);
    return added;
  });
  return show(call, id);
}

async function update(call: FrontendCall, { id = "" }: Path) {
  const reserved = call.form.flag("reserved_for_second_factor");
  const isDefault = call.form.flag("default_second_factor");
  await requireRecentProof(call);
  const codes = await withOwnPhone(call, id, async (work, { user, phone }) => {
    const made =
      reserved === undefined ? null : await reservePhone(work, { user, phone, reserved });
    if (isDefault === true) {
      const current = await lockUserRow(work, user.id);
      if (current === undefined) throw clerkError("authenticationInvalid");
      await makeDefaultFactor(work, { user: current, phone: requireOwn(current, id) });
    }
    await tellUser(work, "user.updated", user.id);
    return made;
  });
  return show(call, id, codes);
}

async function prepare(call: FrontendCall, { id = "" }: Path) {
  const strategy = call.form.text("strategy") ?? "phone_code";
  if (strategy !== "phone_code") {
    throw clerkError("paramValueDisabled", { param: "strategy", values: { value: strategy } });
  }
  await withOwnPhone(call, id, async (work, { user, phone }) => {
    if (phone.verification?.status === "verified") throw clerkError("verificationAlreadyVerified");
    const verification = await sendCode(work, {
      strategy,
      to: phone.phone_number,
      identificationId: phone.id,
      userId: user.id,
    });
    await savePhoneNumber(work, { ...phone, verification, now: work.now });
  });
  return show(call, id);
}

async function attempt(call: FrontendCall, { id = "" }: Path) {
  const code = call.form.requireText("code");
  await withOwnPhone(call, id, async (work, { user, phone }) => {
    const prepared = phone.verification;
    if (prepared?.status === "verified") throw clerkError("verificationAlreadyVerified");
    if (prepared === null || !("code" in prepared)) throw clerkError("verificationMissing");
    const tried = tryCode(prepared, { code, now: work.now });
    await saveVerification(work, { user, phone, verification: tried.verification });
    if (tried.outcome !== "verified") throw codeError(tried);
    await tellUser(work, "user.updated", user.id);
  });
  return show(call, id);
}
