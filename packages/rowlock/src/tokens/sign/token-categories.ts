// The header field `cat`, by which Clerk's SDKs tell a session token from a template's: a template token never signs
// anybody in, and nothing without one of these categories passes as a bearer token of the local issuer.

export const SESSION_TOKEN_CATEGORY = "cl_B7d4PD111AAA";
export const TEMPLATE_TOKEN_CATEGORY = "cl_B7d4PD222AAA";
