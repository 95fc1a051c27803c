// Making and changing a user over the Backend API: every field that Clerk takes here, and the rules for each.

import { parseEmailAddress } from "../email-address.ts";
import { clerkError, throwAll } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { checkNewPassword } from "../passwords/check-new-password.ts";
import { parseForeignDigest } from "../passwords/foreign-digests.ts";
import { parsePhoneNumber } from "../phone-number.ts";
import { endUserSessions } from "../sessions/end-sessions.ts";
import type { Settings } from "../settings.ts";
import { type User, type UserColumns, updateUser, VERIFIED_BY_ADMIN } from "../store/users.ts";
import { makePrimary } from "../users/change-emails.ts";
import { makePhonePrimary } from "../users/change-phones.ts";
import { checkUsername } from "../users/check-username.ts";
import { createUser } from "../users/create-user.ts";
import { requireFreeExternalId, requireFreeUsername } from "../users/find-identifier-owner.ts";
import { importSecondFactors } from "../users/import-second-factors.ts";
import { requireSmallMetadata } from "../users/metadata.ts";
import { tellUser } from "../users/tell-user.ts";
import { type BackendCall, change, lockUser } from "./backend-call.ts";
import { readSecondFactors } from "./second-factors.ts";

export async function createUserFromForm(call: BackendCall): Promise<User> {
  const { form, instance } = call;
  const settings = instance.settings.current();
  const addresses = (form.texts("email_address") ?? []).map((text) =>
    parseEmailAddress(text, "email_address"),
  );
  const columns: UserColumns = {
    ...plainColumns(form, settings),
    ...metadataColumns(form),
    ...(await passwordColumns(call, { identifiers: addresses })),
    ...creationColumns(form, { now: instance.clock(), settings }),
  };
  const numbers = (form.texts("phone_number") ?? []).map((text) =>
    parsePhoneNumber(text, "phone_number"),
  );
  requireEnough(form, { settings, columns, addresses, numbers });
  const statuses = form.texts("email_address_identification_status");
  const numberStatuses = form.texts("phone_number_identification_status");
  const factors = readSecondFactors(form);
  return change(call, async (work) => {
    const user = await createUser(work, {
      emailAddresses: addresses.map((emailAddress, index) => ({
        emailAddress,
        verification: statuses?.[index] === "reserved" ? null : VERIFIED_BY_ADMIN,
      })),
      phoneNumbers: numbers.map((phoneNumber, index) => ({
        phoneNumber,
        verification: numberStatuses?.[index] === "reserved" ? null : VERIFIED_BY_ADMIN,
      })),
      emailParam: "email_address",
      columns,
    });
    return importSecondFactors(work, { user, factors });
  });
}

export async function updateUserFromForm(call: BackendCall, id: string): Promise<void> {
  const { form, instance } = call;
  const settings = instance.settings.current();
  const plain = { ...plainColumns(form, settings), ...metadataColumns(form) };
  const before = await change(call, (work) => lockUser(work, id));
  const password = await passwordColumns(call, {
    identifiers: before.email_addresses.map(({ email_address }) => email_address),
  });
  await change(call, async (work) => {
    const user = await lockUser(work, id);
    if (plain.username) await requireFreeUsername(work, { username: plain.username, userId: id });
    if (plain.external_id) {
      await requireFreeExternalId(work, { externalId: plain.external_id, userId: id });
    }
    await updateUser(work, { id, now: work.now, columns: { ...plain, ...password } });
    const primary = form.text("primary_email_address_id");
    if (primary) {
      const email = user.email_addresses.find((address) => address.id === primary);
      if (email === undefined)
        throw clerkError("resourceNotFound", { param: "primary_email_address_id" });
      const notify = form.flag("notify_primary_email_address_changed");
      await makePrimary(work, { user, email, notify });
    }
    const primaryPhone = form.text("primary_phone_number_id");
    if (primaryPhone) {
      const phone = user.phone_numbers.find((number) => number.id === primaryPhone);
      if (phone === undefined) {
        throw clerkError("resourceNotFound", { param: "primary_phone_number_id" });
      }
      await makePhonePrimary(work, { user, phone });
    }
    if (
      password.password_digest !== undefined &&
      form.flag("sign_out_of_other_sessions") === true
    ) {
      await endUserSessions(work, { userId: id, how: "revoked" });
    }
    await tellUser(work, "user.updated", id);
  });
}

/** Fields that are written as they come. */
function plainColumns(form: Form, settings: Settings): UserColumns {
  const username = form.clearableText("username");
  if (username) {
    if (settings.username === "off") throw clerkError("paramUnknown", { param: "username" });
    checkUsername(username);
  }
  const limit = form.integer("create_organizations_limit");
  return {
    username,
    external_id: form.clearableText("external_id"),
    first_name: form.clearableText("first_name"),
    last_name: form.clearableText("last_name"),
    locale: form.clearableText("locale", 64),
    legal_accepted_at: momentOf(form, "legal_accepted_at"),
    delete_self_enabled: form.flag("delete_self_enabled"),
    create_organization_enabled: form.flag("create_organization_enabled"),
    create_organizations_limit: limit === 0 ? null : limit,
    created_at: momentOf(form, "created_at") ?? undefined,
  };
}

export function momentOf(form: Form, param: string): number | null | undefined {
  const text = form.text(param);
  if (text === undefined || text === null) return text;
  const moment = Date.parse(text);
  if (!Number.isNaN(moment)) return moment;
  throw clerkError("paramFormatInvalid", {
    param,
    values: { expected: "a datetime in RFC3339 format (e.g. `2022-10-20T10:00:27.645Z`)" },
  });
}

const METADATA = ["public_metadata", "private_metadata", "unsafe_metadata"] as const;

/** Metadata that replaces what is there. */
export function metadataColumns(form: Form): UserColumns {
  return Object.fromEntries(
    METADATA.filter((name) => form.has(name)).map((name) => [
      name,
      requireSmallMetadata(form.object(name) ?? {}, name),
    ]),
  );
}

function creationColumns(
  form: Form,
  { now, settings }: { readonly now: number; readonly settings: Settings },
): UserColumns {
  const { duration_seconds } = settings.lockout;
  const locked = form.flag("locked") === true;
  return {
    banned: form.flag("banned") ?? false,
    locked,
    lockout_expires_at: locked && duration_seconds !== null ? now + duration_seconds * 1000 : null,
  };
}

/** The password, checked and hashed, or a digest from elsewhere. */
async function passwordColumns(
  call: BackendCall,
  { identifiers }: { readonly identifiers: readonly string[] },
): Promise<UserColumns> {
  const { form, instance } = call;
  const password = form.text("password");
  const digest = form.text("password_digest");
  if (digest) {
    const hasher = form.requireText("password_hasher");
    return {
      password_digest: parseForeignDigest(digest, hasher),
      password_updated_at: instance.clock(),
      password_compromised: false,
    };
  }
  if (!password) return {};
  if (form.flag("skip_password_checks") !== true) {
    throwAll(checkNewPassword(password, { settings: instance.settings.current(), identifiers }));
  }
  return {
    password_digest: await instance.passwords.hash(password),
    password_updated_at: instance.clock(),
    password_compromised: false,
  };
}

/** What the settings ask of a user. @throws ClerkApiError form_data_missing */
function requireEnough(
  form: Form,
  given: {
    readonly settings: Settings;
    readonly columns: UserColumns;
    readonly addresses: readonly string[];
    readonly numbers: readonly string[];
  },
): void {
  const { settings, columns, addresses, numbers } = given;
  const missing = [
    addresses.length === 0 ? "email_address" : undefined,
    settings.phone_number === "required" && numbers.length === 0 ? "phone_number" : undefined,
    settings.username === "required" && !columns.username ? "username" : undefined,
    settings.password.required &&
    !columns.password_digest &&
    form.flag("skip_password_requirement") !== true
      ? "password"
      : undefined,
  ].filter((name) => name !== undefined);
  const known = Boolean(columns.username) || numbers.length > 0;
  const lenient = form.flag("skip_user_requirement") === true && known;
  if (missing.length === 0 || lenient) return;
  throw clerkError("dataMissing", {
    values: { fields: JSON.stringify(missing) },
    meta: { param_name: missing.join(",") },
  });
}
