// What is wrong with what was given: fields, passwords, usernames, a user's own things. Words and codes are Clerk's.
import type { ErrorForm } from "./error-form.ts";

export const FORM_ERRORS = {
  // Forms
  bodyInvalid: {
    status: 400,
    code: "request_body_invalid",
    message: "Request body invalid",
    long: "The request body is invalid. Please consult the API documentation for more information.",
  },
  bodyTooLarge: {
    status: 413,
    code: "request_body_too_large",
    message: "Request body too large",
  },
  paramMissing: {
    status: 422,
    code: "form_param_missing",
    message: "is missing",
    long: "<param> must be included.",
  },
  paramNil: {
    status: 422,
    code: "form_param_nil",
    message: "is required",
    long: "Enter <name>.",
  },
  paramUnknown: {
    status: 422,
    code: "form_param_unknown",
    message: "is unknown",
    long: "<param> is not a valid parameter for this request.",
  },
  paramFormatInvalid: {
    status: 422,
    code: "form_param_format_invalid",
    message: "is invalid",
    long: "<param> must be <expected>.",
  },
  emailAddressesInvalid: {
    status: 422,
    code: "form_param_format_invalid",
    message: "invalid email addresses",
    long: "The following email addresses are invalid: <emails>",
  },
  paramTypeInvalid: {
    status: 422,
    code: "form_param_type_invalid",
    message: "is invalid",
    long: "`<param>` must be a `<expected>`.",
  },
  paramValueInvalid: {
    status: 422,
    code: "form_param_value_invalid",
    message: "is invalid",
    long: "<reason>",
  },
  paramTooLong: {
    status: 422,
    code: "form_param_max_length_exceeded",
    message: "exceeds maximum length",
    long: "<param> should not exceed <limit> characters.",
  },
  paramTooLarge: {
    status: 422,
    code: "form_param_exceeds_allowed_size",
    message: "exceeds allowed size",
    long: "<param> exceeds the maximum allowed size of <limit> bytes.",
  },
  paramDuplicate: {
    status: 422,
    code: "form_param_duplicate",
    message: "is duplicate",
    long: "<param> included multiple times. There should only be one.",
  },
  paramValueDisabled: {
    status: 400,
    code: "form_param_value_disabled",
    message: "is disabled",
    long: "<value> is disabled. Please verify you're using the correct instance, or see our docs to learn how to enable this value.",
  },
  identifierNotFound: {
    status: 422,
    code: "form_identifier_not_found",
    message: "Couldn't find your account.",
  },
  identifierExists: {
    status: 422,
    code: "form_identifier_exists",
    message: "That <name> is taken. Please try another.",
  },
  identificationExists: {
    status: 400,
    code: "identification_exists",
    message: "already exists",
    long: "This <name> already exists.",
  },
  dataMissing: {
    status: 422,
    code: "form_data_missing",
    message: "missing data",
    long: "<fields> data doesn't match user requirements set for this instance",
  },

  // Passwords
  passwordIncorrect: {
    status: 422,
    code: "form_password_incorrect",
    message: "Password is incorrect. Try again, or use another method.",
  },
  passwordValidationFailed: {
    status: 422,
    code: "form_password_validation_failed",
    message: "Incorrect password. Please try again.",
  },
  passwordTooShort: {
    status: 422,
    code: "form_password_length_too_short",
    message: "Passwords must be <limit> characters or more.",
  },
  passwordTooLong: {
    status: 422,
    code: "form_password_length_too_long",
    message: "Passwords must be less than <limit> characters.",
  },
  passwordTooManyBytes: {
    status: 422,
    code: "form_password_size_in_bytes_exceeded",
    message: "Your password is too long. Please use a shorter one.",
  },
  passwordMatchesIdentifier: {
    status: 422,
    code: "form_password_matches_identifier",
    message:
      "Password cannot match your email address, phone number or username. For account safety, please use a different password.",
  },
  passwordMatchesCurrent: {
    status: 422,
    code: "form_new_password_matches_current",
    message: "is invalid",
    long: "New password cannot be the same as the current password.",
  },
  passwordCompromised: {
    status: 422,
    code: "form_password_compromised",
    message:
      "Your password may be compromised. To protect your account, please continue with an alternative sign-in method. You will be required to reset your password after signing in.",
  },
  passwordDigestInvalid: {
    status: 422,
    code: "form_password_digest_invalid_code",
    message: "Password digest is not valid for the hasher <hasher>",
  },
  noPasswordSet: {
    status: 400,
    code: "no_password_set",
    message: "no password set",
    long: "This user does not have a password set for their account",
  },
  incorrectPassword: {
    status: 422,
    code: "incorrect_password",
    message: "incorrect password",
    long: "The provided password is not the one the user has set",
  },
  passwordRequired: {
    status: 400,
    code: "password_required",
    message: "password required",
    long: "Settings for this instance require a password to be set. Cannot remove the user's password.",
  },

  // Usernames
  usernameLength: {
    status: 422,
    code: "form_username_invalid_length",
    message: "Your username must be between <min> and <max> characters long.",
  },
  usernameCharacter: {
    status: 422,
    code: "form_username_invalid_character",
    message: "Your username can only contain letters, numbers and '_' or '-'.",
  },
  usernameNeedsLetter: {
    status: 422,
    code: "form_username_needs_non_number_char",
    message: "Your username must contain one non-number character.",
  },

  // A user's own things
  lastIdentification: {
    status: 400,
    code: "identification_deletion_failed",
    message: "Deletion failed",
    long: "You cannot delete your last identification.",
  },
  lastRequiredIdentification: {
    status: 400,
    code: "last_required_identification_deletion_failed",
    message: "Deletion failed",
    long: "You are required to maintain at least one <name> in your account at all times",
  },
  secondFactorUnverified: {
    status: 400,
    code: "identification_update_second_factor_unverified",
    message: "Update operation not allowed",
    long: "The phone number must be verified before it is reserved for second factor.",
  },
  secondFactorOfLastIdentification: {
    status: 400,
    code: "identification_set_for2_f_a_failed",
    message: "Update operation not allowed",
    long: "You cannot reserve your last identification for second factor.",
  },
  verificationNeeded: {
    status: 422,
    code: "form_verification_needed",
    message: "is unverified",
    long: "This identification needs to be verified before you can perform this action.",
  },
  tooManyUnverified: {
    status: 400,
    code: "too_many_unverified_identifications",
    message: "too many unverified contacts",
    long: "There are too many unverified contacts for this user.",
  },
  deleteSelfNotEnabled: {
    status: 403,
    code: "user_delete_self_not_enabled",
    message: "delete self not enabled",
    long: "Self deletion is not enabled for this user",
  },
  imageMissing: {
    status: 400,
    code: "form_param_missing",
    message: "Image file missing",
    long: "There was no image file present in the request",
  },
  imageTooLarge: {
    status: 413,
    code: "image_too_large",
    message: "Image too large",
    long: "The image being uploaded is more than 10MB. Please choose a smaller one.",
  },
  imageTypeNotSupported: {
    status: 400,
    code: "request_body_invalid",
    message: "Unsupported image type",
    long: "Only PNG, JPEG, GIF and WebP images are supported.",
  },
} as const satisfies Record<string, ErrorForm>;
