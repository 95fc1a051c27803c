// The one place where whatever was thrown becomes an answer, for both APIs: Clerk's `{ errors: [...] }`.
// What is not foreseen is logged and answered without a word of it.

import type { IdentityLog } from "../identity-log.ts";
import { ClerkApiError, clerkError } from "./clerk-api-error.ts";

/** Two requests may pass a check together; the database then lets one through, and the other hears this. */
const TAKEN: Readonly<Record<string, readonly [param: string, name: string]>> = {
  email_addresses_claimed: ["email_address", "email address"],
  email_addresses_user_id_email_address_key: ["email_address", "email address"],
  phone_numbers_claimed: ["phone_number", "phone number"],
  phone_numbers_user_id_phone_number_key: ["phone_number", "phone number"],
  external_accounts_claimed: ["external_account", "external account"],
  users_username: ["username", "username"],
  users_external_id_key: ["external_id", "external id"],
  organizations_slug_key: ["slug", "slug"],
  jwt_templates_name_key: ["name", "name"],
  organization_roles_key_key: ["key", "key"],
  organization_permissions_key_key: ["key", "key"],
};

function asClerkError(error: unknown): ClerkApiError | undefined {
  if (error instanceof ClerkApiError) return error;
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  if (code === "23505") {
    const taken = typeof constraint === "string" ? TAKEN[constraint] : undefined;
    if (taken === undefined) return clerkError("conflict");
    return clerkError("identifierExists", { param: taken[0], values: { name: taken[1] } });
  }
  if (code === "53100") return clerkError("diskFull");
  const unreachable = ["ECONNREFUSED", "ECONNRESET", "57P01", "57P03"];
  return typeof code === "string" && unreachable.includes(code)
    ? clerkError("unavailable")
    : undefined;
}

/** The answer to an error. */
export function errorResponse(
  error: unknown,
  request: { readonly method: string; readonly path: string; readonly log: IdentityLog },
): Response {
  const known = asClerkError(error);
  const { method, path, log } = request;
  if (known === undefined) log({ kind: "error", method, path, error });
  const { status, errors, retryAfterSeconds } = known ?? clerkError("unexpected");
  return Response.json(
    { errors },
    {
      status,
      headers: {
        // Exactly this: Clerk's backend SDK reads a body with a charset as text.
        "Content-Type": "application/json",
        ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
      },
    },
  );
}
