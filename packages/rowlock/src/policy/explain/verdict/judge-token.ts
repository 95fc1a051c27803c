// Why a token is refused, where more can be said than which check failed.
import type { ProblemReport, TokenReport } from "../reports.ts";
import type { VerdictContext } from "./judged.ts";
import type { TokenCause } from "./verdict.ts";

export function tokenCause(
  token: TokenReport,
  { code }: ProblemReport,
  { template }: VerdictContext,
): TokenCause {
  const { mistake, kind, issuer, kid } = token;
  if (mistake !== null) return { kind: "mistake", mistake };
  const isUnverified = code === "TOKEN_SIGNATURE" || code === "TOKEN_UNKNOWN_KEY";
  if (!isUnverified) return { kind: "other" };
  if (kind === "template" && token.algorithm?.startsWith("HS")) {
    return { kind: "template-key", template: template ?? null };
  }
  if (isClerkIssuer(issuer)) return { kind: "foreign-issuer", issuer };
  if (code === "TOKEN_UNKNOWN_KEY" && kid !== null) return { kind: "unknown-kid", kid, issuer };
  return { kind: "other" };
}

/** Clerk's instances have addresses of their own; the one that runs here is on loopback. */
function isClerkIssuer(issuer: string | null): issuer is string {
  return issuer?.startsWith("https://") === true;
}
