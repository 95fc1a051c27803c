// A token looked at check by check, for a person who wants to know why it is refused. The verifier itself says whether
// it is; this goes on behind the first refusal. Guarantee: nothing that it gives holds the token or a key.
import type { KeyCandidate } from "../key-ring/key-finder.ts";
import { parseRolePath, type RolePath } from "../role-path/role-path.ts";
import { secondsNow } from "../sign/sign-token.ts";
import { SESSION_TOKEN_CATEGORY, TEMPLATE_TOKEN_CATEGORY } from "../sign/token-categories.ts";
import { TokenError } from "../token-error.ts";
import type { JsonObject, VerifiedToken } from "../verified-token.ts";
import { CLAIM_CHECKS } from "./check-claims.ts";
import { checkTokenKind } from "./check-token-kind.ts";
import { type DecodedToken, decodeToken } from "./decode-token.ts";
import { findVerifyingKey } from "./find-verifying-key.ts";
import { grantRole } from "./grant-role.ts";
import { type TokenMistake, tokenMistakeIn } from "./token-mistake.ts";
import { createTokenVerifier, type TokenVerifierOptions } from "./token-verifier.ts";

export interface TokenCheck {
  readonly name: "form" | "signature" | "kind" | keyof typeof CLAIM_CHECKS | "role";
  readonly result: "passed" | "failed" | "skipped";
  readonly text: string;
}

export interface TokenExamination {
  /** What the token says of itself; believed only when it was verified. */
  readonly algorithm: string | null;
  readonly kid: string | null;
  readonly issuer: string | null;
  readonly claims: JsonObject | null;
  /** What was sent where a token belongs, if it is none. */
  readonly mistake: TokenMistake | null;
  /** By the category in its header, which Clerk sets; believed only when it was verified. */
  readonly kind: "session" | "template" | "other" | null;
  /** The key that it was signed with, such as "the project's JWT secret". */
  readonly signedBy: string | null;
  /** The roles that this key may give; null: no key, or any role. */
  readonly mayGive: readonly string[] | null;
  readonly checks: readonly TokenCheck[];
  readonly verified: VerifiedToken | null;
  readonly refusal: TokenError | null;
}

export type ExamineTokenOptions = Omit<TokenVerifierOptions, "explain" | "cacheSize">;

export async function examineToken(
  token: string,
  options: ExamineTokenOptions,
): Promise<TokenExamination> {
  const verdict = await verdictOn(token, options);
  const checks: TokenCheck[] = [];
  const decoded = attempt(checks, "form", () => decodeToken(token));
  const mistake = tokenMistakeIn(token) ?? null;
  if (decoded === undefined) return { ...NOTHING, mistake, checks, ...verdict };
  passed(checks, "form", `three parts, ${token.length} characters`);
  const at = secondsNow(options.now);
  const key = await findVerifyingKey(token, decoded, { keys: options.keys, at }).catch(
    (error: unknown) => void failed(checks, "signature", error),
  );
  if (key !== undefined) passed(checks, "signature", `made with ${key.name}`);
  checkKind(checks, decoded, key);
  checkEachClaim(checks, decoded.claims, { at, audience: options.audience });
  checkRole(checks, { ...options, decoded, key });
  const { header, claims } = decoded;
  const iss = claims?.iss;
  return {
    algorithm: header.algorithm,
    kid: header.kid ?? null,
    issuer: typeof iss === "string" ? iss : null,
    claims: claims ?? null,
    mistake,
    kind: kindOf(header.cat),
    signedBy: key?.name ?? null,
    mayGive: key?.roles.kind === "listed" ? [...key.roles.roles] : null,
    checks,
    ...verdict,
  };
}

const NOTHING = {
  algorithm: null,
  kid: null,
  issuer: null,
  claims: null,
  kind: null,
  signedBy: null,
  mayGive: null,
} as const;

async function verdictOn(
  token: string,
  options: ExamineTokenOptions,
): Promise<Pick<TokenExamination, "verified" | "refusal">> {
  try {
    const verifier = createTokenVerifier({ ...options, explain: true, cacheSize: 0 });
    return { verified: await verifier.verify(token), refusal: null };
  } catch (error) {
    if (error instanceof TokenError) return { verified: null, refusal: error };
    throw error;
  }
}

function checkKind(
  checks: TokenCheck[],
  { header }: DecodedToken,
  key: KeyCandidate | undefined,
): void {
  if (key === undefined) {
    skipped(checks, "kind", "no key vouches for it");
    return;
  }
  if (passes(checks, "kind", () => checkTokenKind(header, key))) {
    passed(checks, "kind", KIND_WORDS[kindOf(header.cat)]);
  }
}

function kindOf(category: unknown): "session" | "template" | "other" {
  if (category === SESSION_TOKEN_CATEGORY) return "session";
  return category === TEMPLATE_TOKEN_CATEGORY ? "template" : "other";
}

const KIND_WORDS = {
  session: "a session token",
  template: "a token of a JWT template",
  other: "a bearer token",
} as const;

interface ClaimCircumstances {
  readonly at: number;
  readonly audience: string | undefined;
}

function checkEachClaim(
  checks: TokenCheck[],
  claims: JsonObject | undefined,
  circumstances: ClaimCircumstances,
): void {
  for (const name of ["exp", "nbf", "iat", "aud"] as const) {
    if (claims === undefined) {
      skipped(checks, name, "the payload is no JSON object");
      continue;
    }
    if (passes(checks, name, () => CLAIM_CHECKS[name](claims, circumstances))) {
      passed(checks, name, describeClaim(claims[name], { ...circumstances, name }));
    }
  }
}

function describeClaim(
  value: JsonObject[string] | undefined,
  { name, at, audience }: ClaimCircumstances & { readonly name: string },
): string {
  if (value === undefined || value === null) return "not in the token";
  if (name === "aud") {
    return `${JSON.stringify(value)}${audience === undefined ? "; any is taken" : ""}`;
  }
  const seconds = Number(value) - at;
  return seconds >= 0 ? `in ${seconds} s` : `${-seconds} s ago`;
}

interface RoleCheck {
  readonly decoded: DecodedToken;
  readonly key: KeyCandidate | undefined;
  readonly anonRole: string | undefined;
  readonly rolePath?: RolePath | undefined;
}

function checkRole(checks: TokenCheck[], { decoded, key, anonRole, ...options }: RoleCheck): void {
  const { claims } = decoded;
  const rolePath = options.rolePath ?? parseRolePath("$.role");
  if (key === undefined || claims === undefined) {
    skipped(checks, "role", "no key vouches for it");
    return;
  }
  const asked = rolePath(claims);
  const role = attempt(checks, "role", () => grantRole(asked, { candidate: key, anonRole }));
  if (role === undefined) return;
  passed(checks, "role", asked === undefined ? `none in the token, so it acts as ${role}` : role);
}

function passes(checks: TokenCheck[], name: TokenCheck["name"], check: () => void): boolean {
  return (
    attempt(checks, name, () => {
      check();
      return true;
    }) ?? false
  );
}

function attempt<T>(checks: TokenCheck[], name: TokenCheck["name"], check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    failed(checks, name, error);
    return undefined;
  }
}

function failed(checks: TokenCheck[], name: TokenCheck["name"], error: unknown): void {
  if (!(error instanceof TokenError)) throw error;
  checks.push({ name, result: "failed", text: error.details ?? error.message });
}

function passed(checks: TokenCheck[], name: TokenCheck["name"], text: string): void {
  checks.push({ name, result: "passed", text });
}

function skipped(checks: TokenCheck[], name: TokenCheck["name"], text: string): void {
  checks.push({ name, result: "skipped", text });
}
