// Social sign-in. Words and codes are Clerk's.
import type { ErrorForm } from "./error-form.ts";

export const OAUTH_ERRORS = {
  oauthCallbackInvalid: {
    status: 400,
    code: "oauth_callback_invalid",
    message: "Invalid OAuth callback",
    long: "The callback is of no attempt that this browser has under way. Start again from the app.",
  },
  oauthProviderNotEnabled: {
    status: 400,
    code: "oauth_provider_not_enabled",
    message: "Provider not enabled",
    long: "The provider <provider> is not enabled for this instance.",
  },
  oauthProviderUnsupported: {
    status: 400,
    code: "oauth_unsupported_provider",
    message: "Provider not supported",
    long: "<provider> is none of the providers of social sign-in.",
  },
  oauthTokenExchange: {
    status: 400,
    code: "oauth_token_exchange_error",
    message: "Token exchange failed",
    long: "The provider did not take the code that it gave. Please try again.",
  },
  oauthAccessDenied: {
    status: 403,
    code: "oauth_access_denied",
    message: "Access denied",
    long: "You did not grant access to your <provider> account",
  },
  externalAccountNotFound: {
    status: 404,
    code: "external_account_not_found",
    message: "Invalid external account",
    long: "The External Account was not found.",
  },
  externalAccountExists: {
    status: 400,
    code: "external_account_exists",
    message: "External account already exists",
    long: "There is a user with this external account already. Please sign in instead.",
  },
  oauthIdentificationClaimed: {
    status: 400,
    code: "oauth_identification_claimed",
    message: "Identification claimed by another user",
    long: "The account or one of its email addresses is already claimed by another user",
  },
  oauthAccountAlreadyConnected: {
    status: 400,
    code: "oauth_account_already_connected",
    message: "Account already connected",
    long: "This account is already connected.",
  },
  redirectUrlInvalid: {
    status: 422,
    code: "invalid_redirect_url",
    message: "is invalid",
    long: "<param> must be an absolute address.",
  },
  redirectUrlNotAllowed: {
    status: 400,
    code: "resource_missmatch",
    message: "Redirect url mismatch",
    long: "<url> is not an address of an allowed origin, nor one of the redirect URLs of this instance.",
  },
  popupNotOffered: {
    status: 400,
    code: "resource_missmatch",
    message: "Redirect url mismatch",
    long: "Social sign-in in a popup needs a page at https, which a local instance has not. Use the redirect flow.",
  },
  oauthMissingAccessToken: {
    status: 422,
    code: "oauth_missing_access_token",
    message: "OAuth access token missing",
    long: "The OAuth access token is missing. The account has to be connected anew.",
  },
} as const satisfies Record<string, ErrorForm>;
