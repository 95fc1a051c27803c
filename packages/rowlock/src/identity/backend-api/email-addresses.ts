// /v1/email_addresses, and a user's only address replaced whole.

import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendCode } from "../messages/send-code.ts";
import { enroll } from "../organizations/enroll.ts";
import { emailAddressJson } from "../resources/email-address.ts";
import { deletedJson } from "../resources/page.ts";
import { identificationVerificationJson, verificationId } from "../resources/verification.ts";
import {
  deleteEmailAddressRow,
  findEmailAddress,
  updateEmailAddress,
} from "../store/email-addresses.ts";
import type { Queryable } from "../store/identity-database.ts";
import { type EmailAddressRow, findUser, updateUser, VERIFIED_BY_ADMIN } from "../store/users.ts";
import { addEmailAddress, makePrimary, removeEmailAddress } from "../users/change-emails.ts";
import { requireFreeEmailAddress } from "../users/find-identifier-owner.ts";
import { tellUser } from "../users/tell-user.ts";
import { tryCode } from "../verification/code-verification.ts";
import { type BackendCall, change, lockUser } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

export function emailAddressRoutes(app: BackendApp): void {
  route(app, ["POST", "/email_addresses"], async (call) => show(call, await create(call)));
  route(app, ["GET", "/email_addresses/:id"], (call, { id = "" }) => show(call, id));
  route(app, ["PATCH", "/email_addresses/:id"], async (call, { id = "" }) => {
    await update(call, id);
    return show(call, id);
  });
  route(app, ["DELETE", "/email_addresses/:id"], async (call, { id = "" }) => {
    await change(call, async (work) => {
      const email = await requireEmail(work, id);
      const user = await lockUser(work, email.user_id);
      await removeEmailAddress(work, { user, email });
      await tellUser(work, "user.updated", user.id);
    });
    return deletedJson("email_address", id);
  });
  route(app, ["POST", "/email_addresses/:id/prepare_verification"], prepareVerification);
  route(app, ["POST", "/email_addresses/:id/attempt_verification"], attemptVerification);
  route(app, ["PUT", "/users/:id/email_address"], async (call, { id = "" }) =>
    show(call, await replaceAll(call, id)),
  );
}

function prepareVerification(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  return change(call, async (work) => {
    const email = await requireEmail(work, id);
    await lockUser(work, email.user_id);
    if (email.verification?.status === "verified") throw clerkError("verificationAlreadyVerified");
    const verification = await sendCode(work, {
      strategy: "email_code",
      to: email.email_address,
      userId: email.user_id,
    });
    await updateEmailAddress(work, { id, claimed: email.claimed, verification, now: work.now });
    return identificationVerificationJson(email, verification, work.now);
  });
}

/** A wrong code is told by the verification's status, as the document has it; it is counted all the same. */
function attemptVerification(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const code = call.form.requireText("code");
  const named = call.form.requireText("verification_id");
  return change(call, async (work) => {
    const { user_id } = await requireEmail(work, id);
    const user = await lockUser(work, user_id);
    const email = await requireEmail(work, id);
    const prepared = email.verification;
    if (prepared === null || !("code" in prepared) || named !== verificationId(email)) {
      throw clerkError("verificationMissing");
    }
    if (prepared.status === "verified") throw clerkError("verificationAlreadyVerified");
    const { verification } = tryCode(prepared, { code, now: work.now });
    const verified = verification.status === "verified";
    const { email_address: emailAddress } = email;
    if (verified) {
      await requireFreeEmailAddress(work, { emailAddress, param: "code", userId: user.id });
    }
    const claimed = email.claimed || verified;
    await updateEmailAddress(work, { id, claimed, verification, now: work.now });
    if (!verified) return identificationVerificationJson(email, verification, work.now);
    await enroll(work, { user, emailAddress });
    await updateUser(work, {
      id: user.id,
      now: work.now,
      columns: { primary_email_address_id: user.primary_email_address_id ?? id },
    });
    await tellUser(work, "user.updated", user.id);
    return identificationVerificationJson(email, verification, work.now);
  });
}

async function requireEmail(database: Queryable, id: string): Promise<EmailAddressRow> {
  const email = await findEmailAddress(database, id);
  if (email === undefined) throw clerkError("resourceNotFound");
  return email;
}

async function show(call: BackendCall, id: string) {
  const { database, clock } = call.instance;
  const email = await requireEmail(database, id);
  const user = await findUser(database, email.user_id);
  return emailAddressJson(email, { now: clock(), accounts: user?.external_accounts ?? [] });
}

function create(call: BackendCall): Promise<string> {
  const { form } = call;
  const emailAddress = parseEmailAddress(form.requireText("email_address"), "email_address");
  const verified = form.flag("verified") === true;
  const userId = form.requireText("user_id");
  return change(call, async (work) => {
    const user = await lockUser(work, userId);
    const verification = verified ? VERIFIED_BY_ADMIN : null;
    const id = await addEmailAddress(work, { user, emailAddress, claimed: verified, verification });
    if (form.flag("primary") === true || (verified && user.primary_email_address_id === null)) {
      await makePrimary(work, {
        user,
        email: { id, email_address: emailAddress, claimed: verified },
        notify: form.flag("notify_primary_email_address_changed"),
      });
    }
    await tellUser(work, "user.updated", user.id);
    return id;
  });
}

async function update(call: BackendCall, id: string): Promise<void> {
  const { form } = call;
  const verified = form.flag("verified");
  await change(call, async (work) => {
    const email = await requireEmail(work, id);
    const user = await lockUser(work, email.user_id);
    if (verified === true) {
      const { email_address: emailAddress } = email;
      await requireFreeEmailAddress(work, { emailAddress, param: "verified", userId: user.id });
    }
    const claimed = verified ?? email.claimed;
    if (verified === false && user.primary_email_address_id === id) {
      throw clerkError("lastRequiredIdentification", { values: { name: "email address" } });
    }
    await updateEmailAddress(work, {
      id,
      claimed,
      verification:
        verified === undefined ? email.verification : verified ? VERIFIED_BY_ADMIN : null,
      now: work.now,
    });
    await updateUser(work, { id: user.id, now: work.now, columns: {} });
    if (form.flag("primary") === true) {
      await makePrimary(work, {
        user,
        email: { ...email, claimed },
        notify: form.flag("notify_primary_email_address_changed"),
      });
    }
    await tellUser(work, "user.updated", user.id);
  });
}

function replaceAll(call: BackendCall, userId: string): Promise<string> {
  const { form } = call;
  const emailAddress = parseEmailAddress(form.requireText("email_address"), "email_address");
  const status = form.text("identification_status") ?? "verified";
  return change(call, async (work) => {
    const user = await lockUser(work, userId);
    await requireFreeEmailAddress(work, { emailAddress, param: "email_address", userId });
    for (const email of user.email_addresses) await deleteEmailAddressRow(work, email.id);
    const claimed = status !== "unverified";
    const id = await addEmailAddress(work, {
      user: { ...user, email_addresses: [] },
      emailAddress,
      claimed,
      verification: status === "verified" ? VERIFIED_BY_ADMIN : null,
    });
    await updateUser(work, {
      id: userId,
      now: work.now,
      columns: { primary_email_address_id: id },
    });
    await tellUser(work, "user.updated", userId);
    return id;
  });
}
