// Every error of both APIs: status, code and words as Clerk gives them, in one table.
import { ACCESS_ERRORS } from "./access-errors.ts";
import { FORM_ERRORS } from "./form-errors.ts";
import { OAUTH_ERRORS } from "./oauth-errors.ts";
import { ORGANIZATION_ERRORS } from "./organization-errors.ts";
import { PASSKEY_ERRORS } from "./passkey-errors.ts";
import { SIGN_IN_ERRORS } from "./sign-in-errors.ts";

export const ERROR_FORMS = {
  ...ACCESS_ERRORS,
  ...FORM_ERRORS,
  ...SIGN_IN_ERRORS,
  ...PASSKEY_ERRORS,
  ...OAUTH_ERRORS,
  ...ORGANIZATION_ERRORS,
} as const;

export type ErrorName = keyof typeof ERROR_FORMS;
