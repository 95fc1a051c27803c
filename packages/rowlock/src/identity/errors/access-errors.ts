// Who may ask, what is there, templates, and the service itself. Words and codes are Clerk's.
import type { ErrorForm } from "./error-form.ts";

export const ACCESS_ERRORS = {
  // Who asks
  secretKeyInvalid: {
    status: 401,
    code: "clerk_key_invalid",
    message:
      "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
  },
  authorizationHeaderInvalid: {
    status: 401,
    code: "authorization_header_format_invalid",
    message: "Invalid Authorization header format",
    long: "Invalid Authorization header format. Must be 'Bearer <YOUR_API_KEY>'",
  },
  authenticationInvalid: {
    status: 401,
    code: "authentication_invalid",
    message: "Invalid authentication",
    long: "Unable to authenticate the request, you need to supply an active session",
  },
  authorizationInvalid: {
    status: 403,
    code: "authorization_invalid",
    message: "Unauthorized request",
    long: "You are not authorized to perform this request",
  },
  notDuringImpersonation: {
    status: 403,
    code: "resource_forbidden",
    message: "not allowed",
    long: "This action is not allowed during impersonation",
  },
  signedOut: {
    status: 401,
    code: "signed_out",
    message: "Signed out",
    long: "You are signed out",
  },
  originInvalid: {
    status: 400,
    code: "origin_invalid",
    message: "Invalid HTTP Origin header",
    long: "The Request HTTP Origin header must be one of the origins that this service allows.",
  },
  pageOnOtherSite: {
    status: 400,
    code: "page_on_other_site",
    message: "The page is on another site than this service",
    long: "The page at <page> asks the sign-in service at <service>, and a browser sends no cookies from one site to another. Open <instead>, and give Clerk's SDK the addresses that rowlock env prints.",
  },
  originWithAuthorization: {
    status: 400,
    code: "origin_authorization_headers_conflict",
    message: "Setting both the 'Origin' and 'Authorization' headers is forbidden",
    long: "For security purposes, only one of the 'Origin' and 'Authorization' headers should be provided, but not both. In browser contexts, the 'Origin' header is set automatically by the browser. In native application contexts (e.g. mobile apps), set the 'Authorization' header.",
  },
  authorizationMissing: {
    status: 400,
    code: "request_header_missing",
    message: "Invalid request headers",
    long: "Your Clerk Frontend API is accessible from browsers and native applications. To protect against common web attacks, we require the HTTP Authorization header to be present in native application requests. Make sure the HTTP Authorization header is set a valid Clerk client JWT or set it to an empty string for your first Frontend API request that will return your Clerk client JWT.",
  },
  authorizationRepeated: {
    status: 400,
    code: "multiple_authorization_header_values_forbidden",
    message: "Multiple 'Authorization' header values",
    long: "Setting multiple values in the 'Authorization' header is forbidden",
  },
  devBrowserUnauthenticated: {
    status: 401,
    code: "dev_browser_unauthenticated",
    message: "Browser unauthenticated",
    long: "Unable to authenticate this browser for your development instance. Check your Clerk cookies and try again.",
  },
  handshakeInvalid: {
    status: 400,
    code: "invalid_handshake",
    message: "invalid handshake",
    long: "The handshake request is invalid: <reason>",
  },
  clientNotFoundInRequest: {
    status: 400,
    code: "client_not_found",
    message: "No client found",
    long: "This request is expecting a client and did not find one",
  },

  // What is asked for
  endpointNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "not found",
    long: "Resource not found",
  },
  operationDeprecated: {
    status: 410,
    code: "operation_deprecated",
    message: "operation is deprecated",
    long: "<operation> is gone. <instead>",
  },
  methodNotAllowed: {
    status: 405,
    code: "method_not_allowed",
    message: "Method not allowed",
    long: "This endpoint does not take the method <method>",
  },
  featureNotOffered: {
    status: 403,
    code: "feature_not_enabled",
    message: "not enabled",
    long: "<feature> is not enabled for this instance.",
  },
  userNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "not found",
    long: "No user was found with id <id>",
  },
  sessionNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "Session not found",
    long: "No session was found with id <id>",
  },
  clientNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "Client not found",
    long: "No client was found with id <id>",
  },
  signInNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "not found",
    long: "No sign in was found with id <id>",
  },
  signUpNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "Sign up not found",
    long: "No sign up was found with id <id>",
  },
  resourceNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "Resource not found",
  },
  templateNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "JWT template not found",
    long: "No JWT template exists with <attribute>: <value>",
  },
  invitationNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "not found",
    long: "No invitation was found with id <id>.",
  },
  organizationNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "not found",
    long: "Given organization not found.",
  },
  organizationNotFoundOrUnauthorized: {
    status: 404,
    code: "organization_not_found_or_unauthorized",
    message: "not found or unauthorized",
    long: "Given organization not found, or you don't have permission to access the organization",
  },
  organizationRoleNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "not found",
    long: "Organization role not found",
  },
  organizationPermissionNotFound: {
    status: 404,
    code: "resource_not_found",
    message: "not found",
    long: "Organization permission not found",
  },
  imageNotFound: { status: 404, code: "image_not_found", message: "Image not found" },

  // Templates
  templateInvalid: {
    status: 422,
    code: "form_param_value_invalid",
    message: "is invalid",
    long: "<reason>",
  },
  templateReservedClaim: {
    status: 400,
    code: "jwt_template_reserved_claim",
    message: "reserved claim used",
    long: "You can't use the reserved claim: '<claim>'",
  },
  templateTypeUnsupported: {
    status: 400,
    code: "template_type_unsupported",
    message: "unsupported template type",
    long: "The template type <type> is not supported. It is email or sms.",
  },
  templateUnchanged: {
    status: 400,
    code: "template_revert_error",
    message: "cannot revert",
    long: "The template has its default words already.",
  },
  templateVariableMissing: {
    status: 422,
    code: "required_variable_missing",
    message: "required variable missing",
    long: "The body must contain {{<name>}}.",
  },
  smsTooLong: {
    status: 422,
    code: "sms_max_length_exceeded",
    message: "exceeds maximum length",
    long: "An SMS should not exceed <limit> characters.",
  },
  declaredInFile: {
    status: 403,
    code: "resource_forbidden",
    message: "declared in rowlock.toml",
    long: "This <what> is declared in rowlock.toml. Change it there.",
  },

  // The service itself
  conflict: { status: 409, code: "conflict", message: "Conflict" },
  tooManyRequests: {
    status: 429,
    code: "too_many_requests",
    message: "Too many requests",
    long: "Too many requests. Please try again in a bit.",
  },
  unavailable: { status: 503, code: "service_unavailable", message: "Service unavailable" },
  diskFull: {
    status: 503,
    code: "service_unavailable",
    message: "Service unavailable",
    long: "The disk that holds the database is full. Free some space and try again; what is in the database is kept.",
  },
  unexpected: {
    status: 500,
    code: "internal_clerk_error",
    message: "Oops, an unexpected error occurred",
    long: "There was an internal error. The log of Rowlock says more.",
  },
} as const satisfies Record<string, ErrorForm>;
