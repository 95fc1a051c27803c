// Supabase's legacy API keys are JWTs, which say whose they are. Nothing is verified: who holds one only wants to know.

export interface LegacyKeyClaims {
  readonly iss?: unknown;
  /** The project's reference. */
  readonly ref?: unknown;
}

/** Undefined for what is no JWT. */
export function readLegacyKey(token: string): LegacyKeyClaims | undefined {
  try {
    const text = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    const claims: LegacyKeyClaims | null = JSON.parse(text);
    return claims ?? undefined;
  } catch {
    return undefined;
  }
}
