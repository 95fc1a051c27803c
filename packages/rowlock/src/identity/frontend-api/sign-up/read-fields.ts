// What a person gives when signing up, read from the form and held against the rules. All that is wrong is said at
// once, as the form shows each error at its field.

import type { JsonObject } from "../../../tokens/verified-token.ts";
import { parseEmailAddress } from "../../email-address.ts";
import { ClerkApiError, clerkError, throwAll } from "../../errors/clerk-api-error.ts";
import type { Form } from "../../forms/form.ts";
import { checkNewPassword } from "../../passwords/check-new-password.ts";
import { parsePhoneNumber } from "../../phone-number.ts";
import { phonePresence, type Settings } from "../../settings.ts";
import { checkUsername } from "../../users/check-username.ts";
import { requireSmallMetadata } from "../../users/metadata.ts";

export interface SignUpInput {
  readonly emailAddress?: string | null | undefined;
  readonly phoneNumber?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly password?: string | undefined;
  readonly unsafeMetadata?: JsonObject | undefined;
  readonly locale?: string | null | undefined;
  readonly legalAccepted?: boolean | undefined;
}

/** @throws ClerkApiError with every error of the form */
export function readSignUpFields(form: Form, settings: Settings): SignUpInput {
  const errors: ClerkApiError[] = [];
  function checked<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ClerkApiError)) throw error;
      errors.push(error);
      return undefined;
    }
  }
  const emailAddress = checked(() => readEmailAddress(form));
  const phoneNumber = checked(() => readPhone(form, settings));
  const username = checked(() => readUsername(form, settings));
  const password = form.text("password") || undefined;
  if (password !== undefined) {
    const identifiers = [emailAddress, phoneNumber, username].filter(
      (name) => typeof name === "string",
    );
    errors.push(...checkNewPassword(password, { settings, identifiers }));
  }
  const input: SignUpInput = {
    emailAddress,
    phoneNumber,
    username,
    password,
    firstName: checked(() => form.clearableText("first_name")),
    lastName: checked(() => form.clearableText("last_name")),
    unsafeMetadata: checked(() => readMetadata(form)),
    locale: checked(() => form.clearableText("locale", 64)),
    legalAccepted: checked(() => form.flag("legal_accepted")),
  };
  throwAll(errors);
  return input;
}

function readEmailAddress(form: Form): string | null | undefined {
  const text = form.clearableText("email_address");
  return typeof text === "string" ? parseEmailAddress(text, "email_address") : text;
}

function readPhone(form: Form, settings: Settings): string | null | undefined {
  const text = form.clearableText("phone_number");
  if (typeof text !== "string") return text;
  if (phonePresence(settings) === "off") {
    throw clerkError("paramUnknown", { param: "phone_number" });
  }
  return parsePhoneNumber(text, "phone_number");
}

function readUsername(form: Form, settings: Settings): string | null | undefined {
  const username = form.clearableText("username");
  if (typeof username !== "string") return username;
  if (settings.username === "off") throw clerkError("paramUnknown", { param: "username" });
  checkUsername(username);
  return username;
}

function readMetadata(form: Form): JsonObject | undefined {
  const metadata = form.object("unsafe_metadata") ?? undefined;
  return metadata === undefined ? undefined : requireSmallMetadata(metadata, "unsafe_metadata");
}
