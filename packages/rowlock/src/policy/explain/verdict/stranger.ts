// Whether a request that acts as anon was meant to: a token without a role is the usual reason that it was not.
import type { Judged } from "./judged.ts";
import type { Stranger } from "./verdict.ts";

export function strangerIn({ role, token }: Pick<Judged, "role" | "token">): Stranger | null {
  if (role !== "anon") return null;
  if (token === null) return "no-token";
  if (token.claims !== null && Object.hasOwn(token.claims, "role")) return "anon-token";
  if (token.kind === "session") return "session-without-role";
  return token.kind === "template" ? "template-without-role" : "token-without-role";
}
