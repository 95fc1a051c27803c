// The database role of a verified token: what the token asks for, as far as its key may give it.
import type { KeyCandidate } from "../key-ring/key-finder.ts";
import { TokenError } from "../token-error.ts";
import type { JsonValue } from "../verified-token.ts";

export interface GrantRoleOptions {
  readonly candidate: KeyCandidate;
  readonly anonRole: string | undefined;
}

/** @throws TokenError TOKEN_ROLE, or TOKEN_REQUIRED when the token names no role and there is no anon role */
export function grantRole(
  asked: JsonValue | undefined,
  { candidate, anonRole }: GrantRoleOptions,
): string {
  if (asked === undefined) {
    if (anonRole !== undefined) return anonRole;
    throw new TokenError("TOKEN_REQUIRED", { message: "Anonymous access is disabled" });
  }
  const role = typeof asked === "string" ? asked : JSON.stringify(asked);
  const { roles, name } = candidate;
  // "none" would mean the login role itself to PostgreSQL's SET ROLE.
  const granted =
    role !== "none" &&
    (roles.kind === "any" || (typeof asked === "string" && roles.roles.has(role)));
  if (granted) return role;
  const given = roles.kind === "any" ? "any role but none" : [...roles.roles].join(", ");
  throw new TokenError("TOKEN_ROLE", {
    message: "JWT role not allowed",
    explanation: `The token asks for the role ${role.slice(0, 64)}; ${name} may give ${given}`,
    hint: 'A person\'s token carries "role": "authenticated"; further roles are named in rowlock.toml, [clerk] roles',
  });
}
