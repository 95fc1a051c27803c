// Codes, signing in and up, sessions and tickets. Words and codes are Clerk's.
import type { ErrorForm } from "./error-form.ts";

export const SIGN_IN_ERRORS = {
  // Codes
  codeIncorrect: {
    status: 422,
    code: "form_code_incorrect",
    message: "is incorrect",
    long: "Incorrect code",
  },
  verificationExpired: {
    status: 400,
    code: "verification_expired",
    message: "expired",
    long: "This verification has expired. You must create a new one.",
  },
  verificationFailed: {
    status: 400,
    code: "verification_failed",
    message: "failed",
    long: "Too many failed attempts. You have to try again with the same or another method.",
  },
  verificationAlreadyVerified: {
    status: 400,
    code: "verification_already_verified",
    message: "already verified",
    long: "This verification has already been verified.",
  },
  verificationMissing: {
    status: 400,
    code: "verification_missing",
    message: "is missing",
    long: "This strategy requires verification preparation before attempting to validate it.",
  },
  verificationStrategyInvalid: {
    status: 400,
    code: "verification_strategy_invalid",
    message: "has invalid strategy",
    long: "The strategy is not valid for the current verification.",
  },
  tooManyCodes: {
    status: 429,
    code: "verification_code_too_many_requests",
    message: "Too many verification code requests",
    long: "Too many verification code requests. Please wait at least 30 seconds to receive your code before trying again.",
  },

  // Signing in and up
  sessionExists: {
    status: 400,
    code: "session_exists",
    message: "Session already exists",
    long: "You're already signed in.",
  },
  identifierAlreadySignedIn: {
    status: 400,
    code: "identifier_already_signed_in",
    message: "You're already signed in",
  },
  strategyForUserInvalid: {
    status: 400,
    code: "strategy_for_user_invalid",
    message: "Invalid verification strategy",
    long: "The verification strategy is not valid for this account",
  },
  clientStateInvalid: {
    status: 400,
    code: "client_state_invalid",
    message: "Invalid action",
    long: "We were unable to complete <action> for this Client. <resolution>",
  },
  accountTransferInvalid: {
    status: 400,
    code: "account_transfer_invalid",
    message: "Invalid account transfer",
    long: "There is no account to transfer",
  },
  olderSignIn: {
    status: 403,
    code: "resource_forbidden",
    message: "Update operations are not allowed on older sign ins",
  },
  signUpForbidden: {
    status: 403,
    code: "resource_forbidden",
    message: "Sign up forbidden",
    long: "Access to this sign up is forbidden",
  },
  signUpFinished: {
    status: 403,
    code: "sign_up_cannot_be_updated",
    message: "Sign up cannot be updated",
    long: "This sign up has reached a terminal state and cannot be updated",
  },
  signUpRestricted: {
    status: 403,
    code: "sign_up_mode_restricted",
    message: "Sign-ups restricted",
    long: "New sign-ups are currently restricted.",
  },
  signUpRestrictedWaitlist: {
    status: 403,
    code: "sign_up_restricted_waitlist",
    message: "Sign ups are unavailable",
    long: "Sign ups are currently unavailable. Join the waitlist to be notified when access becomes available.",
  },
  waitlistClosed: {
    status: 403,
    code: "waitlist_not_accepting_entries",
    message: "Waitlist is not accepting entries",
    long: "The waitlist is not enabled for this application.",
  },
  waitlistEntryDecided: {
    status: 409,
    code: "waitlist_entry_not_pending",
    message: "conflict",
    long: "The waitlist entry is <status> already.",
  },
  noSecondFactors: {
    status: 400,
    code: "no_second_factors",
    message: "No second factors",
    long: "The user has no second factor.",
  },
  totpAlreadyEnabled: {
    status: 400,
    code: "totp_already_enabled",
    message: "already enabled",
    long: "The user has an authenticator app already.",
  },
  totpDisabled: {
    status: 400,
    code: "totp_disabled",
    message: "totp disabled",
    long: "The user has no authenticator app.",
  },
  totpIncorrect: {
    status: 422,
    code: "totp_incorrect_code",
    message: "incorrect code",
    long: "The code is incorrect.",
  },
  totpLength: {
    status: 422,
    code: "totp_invalid_length",
    message: "invalid length",
    long: "The code has six digits.",
  },
  totpSecretInvalid: {
    status: 422,
    code: "invalid_totp_secret_code",
    message: "is invalid",
    long: "The TOTP secret must be base32.",
  },
  backupCodesNotAvailable: {
    status: 400,
    code: "backup_codes_not_available",
    message: "backup codes not available",
    long: "Backup codes are available once another second factor is enabled.",
  },
  identifierNotAllowed: {
    status: 403,
    code: "not_allowed_access",
    message: "Access not allowed.",
    long: "<who> is not allowed to access this application.",
  },
  disposableEmail: {
    status: 403,
    code: "not_allowed_access",
    message: "Disposable email address not allowed.",
    long: "Email addresses of disposable domains are not allowed.",
  },
  countryBlocked: {
    status: 403,
    code: "unsupported_country_code",
    message: "Unsupported country code",
    long: "Phone numbers from this country (<country>) are currently not supported.",
  },
  emailSubaddress: {
    status: 403,
    code: "not_allowed_access",
    message: "Email subaddress not allowed.",
    long: "Email address must not contain the characters '+', '=', or '#'.",
  },
  userLocked: {
    status: 403,
    code: "user_locked",
    message: "Account locked",
    long: "Your account is locked. You will be able to try again in <remaining>. For more information, please contact support.",
  },
  userLockedIndefinitely: {
    status: 403,
    code: "user_locked",
    message: "Account locked",
    long: "Your account is locked. For more information, please contact support.",
  },
  userBanned: {
    status: 403,
    code: "user_banned",
    message: "User banned",
    long: "You have been banned. If you think this was by mistake, please contact support.",
  },
  impersonationPresent: {
    status: 409,
    code: "session_creation_not_allowed",
    message: "unable to create session",
    long: "Unable to create new session when an impersonation session is present. Please sign out first.",
  },

  // Sessions
  actionForSessionInvalid: {
    status: 400,
    code: "invalid_action_for_session",
    message: "Invalid action for user session",
    long: "Unable to <action> session <id>",
  },
  reverificationRequired: {
    status: 403,
    code: "session_reverification_required",
    message: "Reverification required",
    long: "You need to provide additional verification to perform this operation",
  },
  actionForReverificationInvalid: {
    status: 400,
    code: "invalid_action_for_session_reverification",
    message: "Invalid action",
    long: "This step is not the next one of this reverification.",
  },
  reverificationMissing: {
    status: 400,
    code: "session_reverification_missing",
    message: "is missing",
    long: "You need to start a new session verification flow first",
  },

  // Tickets
  ticketInvalid: {
    status: 400,
    code: "ticket_invalid_code",
    message: "ticket is invalid",
    long: "This ticket is invalid. Make sure you're using a valid ticket generated by this service.",
  },
  ticketExpired: {
    status: 400,
    code: "ticket_expired_code",
    message: "ticket has expired",
    long: "This ticket has expired and cannot be used anymore.",
  },
  ticketOfOtherAddress: {
    status: 422,
    code: "form_param_value_conflict",
    message: "conflicting values",
    long: "This invitation was sent to another email address. Sign up with that address, or without the invitation.",
  },
  signInTokenNotInSignIn: {
    status: 400,
    code: "sign_in_token_not_in_sign_in_code",
    message: "not in sign in",
    long: "Sign in tokens can only be used during sign in.",
  },
  signInTokenRevoked: {
    status: 400,
    code: "sign_in_token_revoked_code",
    message: "sign in token has been revoked",
    long: "This sign in token has been revoked and cannot be used anymore.",
  },
  signInTokenUsed: {
    status: 400,
    code: "sign_in_token_already_used_code",
    message: "sign in token has already been used",
    long: "This sign in token has already been used. Each token can only be used once.",
  },
  signInTokenNotRevocable: {
    status: 400,
    code: "sign_in_token_cannot_be_revoked_code",
    message: "cannot revoke",
    long: "Sign in token cannot be revoked because its status is <status>. Only pending tokens can be revoked.",
  },
  actorTokenNotInSignIn: {
    status: 400,
    code: "actor_token_not_in_sign_in_code",
    message: "not in sign in",
    long: "Actor tokens can only be used during sign in.",
  },
  actorTokenRevoked: {
    status: 400,
    code: "actor_token_revoked_code",
    message: "actor token has been revoked",
    long: "This actor token has been revoked and cannot be used anymore.",
  },
  actorTokenUsed: {
    status: 400,
    code: "actor_token_already_used_code",
    message: "actor token has already been used",
    long: "This actor token has already been used. Each token can only be used once.",
  },
  actorTokenNotRevocable: {
    status: 400,
    code: "actor_token_cannot_be_revoked_code",
    message: "cannot revoke",
    long: "Actor token cannot be revoked because its status is <status>. Only pending tokens can be revoked.",
  },
  invitationRevoked: {
    status: 400,
    code: "revoked_invitation",
    message: "The invitation was revoked.",
  },
  invitationAccepted: {
    status: 400,
    code: "invitation_already_accepted",
    message: "Invitation is already accepted, try signing in instead.",
  },
  invitationAlreadyRevoked: {
    status: 400,
    code: "invitation_already_revoked",
    message: "Invitation is already revoked.",
  },
  invitationAccountExists: {
    status: 400,
    code: "invitation_account_exists",
    message: "account exists",
    long: "An account already exists for this invitation. Sign in instead.",
  },
  invitationNoAccount: {
    status: 400,
    code: "invitation_account_not_exists",
    message: "identification not found",
    long: "This invitation refers to a non-existing identification.",
  },
  duplicateInvitations: {
    status: 400,
    code: "duplicate_record",
    message: "duplicate invitation",
    long: "There are already pending invitations for the following email addresses: <emails>",
  },
  duplicateRecord: {
    status: 400,
    code: "duplicate_record",
    message: "duplicate <what>",
    long: "the <what> <value> already exists",
  },
} as const satisfies Record<string, ErrorForm>;
