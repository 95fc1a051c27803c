// /v1/phone_numbers, and a user's only number replaced whole. The app's server may bring numbers along whether or not
// people may add their own; what a number is good for, the instance's settings say.
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendCode } from "../messages/send-code.ts";
import { parsePhoneNumber } from "../phone-number.ts";
import { deletedJson } from "../resources/page.ts";
import { phoneNumberJson } from "../resources/phone-number.ts";
import { identificationVerificationJson, verificationId } from "../resources/verification.ts";
import type { Queryable } from "../store/identity-database.ts";
import { deletePhoneNumberRow, findPhoneNumber, savePhoneNumber } from "../store/phone-numbers.ts";
import {
  findUser,
  type PhoneNumberRow,
  type User,
  updateUser,
  VERIFIED_BY_ADMIN,
} from "../store/users.ts";
import {
  addPhoneNumber,
  makePhonePrimary,
  removePhoneNumber,
  reservePhone,
  saveVerification,
} from "../users/change-phones.ts";
import { requireFreePhoneNumber } from "../users/find-identifier-owner.ts";
import { settleFactors } from "../users/second-factors.ts";
import { tellUser } from "../users/tell-user.ts";
import { tryCode } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, lockUser } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

type Path = Readonly<Record<string, string>>;

export function phoneNumberRoutes(app: BackendApp): void {
  route(app, ["POST", "/phone_numbers"], async (call) => show(call, await create(call)));
  route(app, ["GET", "/phone_numbers/:id"], (call, { id = "" }) => show(call, id));
  route(app, ["PATCH", "/phone_numbers/:id"], async (call, { id = "" }) => {
    await update(call, id);
    return show(call, id);
  });
  route(app, ["DELETE", "/phone_numbers/:id"], async (call, { id = "" }) => {
    await withPhone(call, id, async (work, own) => {
      await removePhoneNumber(work, own);
      await tellUser(work, "user.updated", own.user.id);
    });
    return deletedJson("phone_number", id);
  });
  route(app, ["POST", "/phone_numbers/:id/prepare_verification"], prepareVerification);
  route(app, ["POST", "/phone_numbers/:id/attempt_verification"], attemptVerification);
  route(app, ["PUT", "/users/:id/phone_number"], async (call, { id = "" }) =>
    show(call, await replaceAll(call, id)),
  );
}

async function requirePhone(database: Queryable, id: string): Promise<PhoneNumberRow> {
  const phone = await findPhoneNumber(database, id);
  if (phone === undefined) throw clerkError("resourceNotFound");
  return phone;
}

interface OwnPhone {
  readonly user: User;
  readonly phone: PhoneNumberRow;
}

/** Does something to a number while its user's row is locked. */
function withPhone<T>(
  call: BackendCall,
  id: string,
  job: (work: Work, own: OwnPhone) => Promise<T>,
): Promise<T> {
  return change(call, async (work) => {
    const { user_id } = await requirePhone(work, id);
    const user = await lockUser(work, user_id);
    return job(work, { user, phone: await requirePhone(work, id) });
  });
}

async function show(call: BackendCall, id: string) {
  const phone = await requirePhone(call.instance.database, id);
  return phoneNumberJson(phone, { now: call.instance.clock() });
}

function prepareVerification(call: BackendCall, { id = "" }: Path) {
  return withPhone(call, id, async (work, { user, phone }) => {
    if (phone.verification?.status === "verified") throw clerkError("verificationAlreadyVerified");
    const verification = await sendCode(work, {
      strategy: "phone_code",
      to: phone.phone_number,
      identificationId: phone.id,
      userId: user.id,
    });
    await savePhoneNumber(work, { ...phone, verification, now: work.now });
    return identificationVerificationJson(phone, verification, work.now);
  });
}

/** A wrong code is told by the verification's status, as the document has it; it is counted all the same. */
function attemptVerification(call: BackendCall, { id = "" }: Path) {
  const code = call.form.requireText("code");
  const named = call.form.requireText("verification_id");
  return withPhone(call, id, async (work, { user, phone }) => {
    const prepared = phone.verification;
    if (prepared === null || !("code" in prepared) || named !== verificationId(phone)) {
      throw clerkError("verificationMissing");
    }
    if (prepared.status === "verified") throw clerkError("verificationAlreadyVerified");
    const { verification } = tryCode(prepared, { code, now: work.now });
    await saveVerification(work, { user, phone, verification });
    if (verification.status === "verified") await tellUser(work, "user.updated", user.id);
    return identificationVerificationJson(phone, verification, work.now);
  });
}

function create(call: BackendCall): Promise<string> {
  const { form } = call;
  const phoneNumber = parsePhoneNumber(form.requireText("phone_number"), "phone_number");
  const verified = form.flag("verified") === true;
  const reserved = form.flag("reserved_for_second_factor") === true;
  const userId = form.requireText("user_id");
  if (reserved && !verified) throw clerkError("secondFactorUnverified");
  return change(call, async (work) => {
    const user = await lockUser(work, userId);
    const verification = verified ? VERIFIED_BY_ADMIN : null;
    const id = await addPhoneNumber(work, {
      user,
      phoneNumber,
      claimed: verified,
      verification,
      reserved,
    });
    if (form.flag("primary") === true) {
      await makePhonePrimary(work, { user, phone: { id, claimed: verified } });
    }
    await tellUser(work, "user.updated", user.id);
    return id;
  });
}

async function update(call: BackendCall, id: string): Promise<void> {
  const { form } = call;
  const verified = form.flag("verified");
  const reserved = form.flag("reserved_for_second_factor");
  await withPhone(call, id, async (work, own) => {
    const { user } = own;
    const phone =
      verified === undefined ? own.phone : await setVerified(work, { ...own, verified });
    if (reserved !== undefined) {
      const current = (await findUser(work, user.id)) ?? user;
      await reservePhone(work, { user: current, phone, reserved });
    }
    if (form.flag("primary") === true) await makePhonePrimary(work, { user, phone });
    await tellUser(work, "user.updated", user.id);
  });
}

async function setVerified(
  work: Work,
  { user, phone, verified }: OwnPhone & { readonly verified: boolean },
): Promise<PhoneNumberRow> {
  if (verified) {
    const { phone_number: phoneNumber } = phone;
    await requireFreePhoneNumber(work, { phoneNumber, param: "verified", userId: user.id });
  } else if (user.primary_phone_number_id === phone.id) {
    throw clerkError("lastRequiredIdentification", { values: { name: "phone number" } });
  }
  const verification = verified ? VERIFIED_BY_ADMIN : null;
  await savePhoneNumber(work, { ...phone, claimed: verified, verification, now: work.now });
  await updateUser(work, { id: user.id, now: work.now, columns: {} });
  await settleFactors(work, user);
  return requirePhone(work, phone.id);
}

function replaceAll(call: BackendCall, userId: string): Promise<string> {
  const { form } = call;
  const phoneNumber = parsePhoneNumber(form.requireText("phone_number"), "phone_number");
  const status = form.text("identification_status") ?? "verified";
  return change(call, async (work) => {
    const user = await lockUser(work, userId);
    await requireFreePhoneNumber(work, { phoneNumber, param: "phone_number", userId });
    for (const phone of user.phone_numbers) await deletePhoneNumberRow(work, phone.id);
    const id = await addPhoneNumber(work, {
      user: { ...user, phone_numbers: [], primary_phone_number_id: null },
      phoneNumber,
      claimed: status !== "unverified",
      verification: status === "verified" ? VERIFIED_BY_ADMIN : null,
    });
    const columns = { primary_phone_number_id: id };
    await updateUser(work, { id: userId, now: work.now, columns });
    await settleFactors(work, user);
    await tellUser(work, "user.updated", userId);
    return id;
  });
}
