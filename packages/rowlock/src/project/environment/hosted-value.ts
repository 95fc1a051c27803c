// Whether a variable's value names a hosted Supabase project or a hosted Clerk instance. Told by its form alone; the value
// goes nowhere.
import { readLegacyKey } from "../../hosted/legacy-key.ts";

const FORMS: readonly RegExp[] = [
  /\/\/[^/]*\.supabase\.(?:co|in|com|red)(?:[:/]|$)/,
  /\.clerk\.accounts\.dev\b|\.accounts\.dev\b|\bclerk\.[\w-]+\.\w+/,
  /^sb_(?:publishable|secret)_/,
  /^(?:pk|sk)_live_/,
];

export function isHostedValue(value: string): boolean {
  if (FORMS.some((form) => form.test(value))) return true;
  if (value.startsWith("pk_test_")) return !isLoopbackKey(value);
  return value.startsWith("eyJ") && isHostedProjectKey(value);
}

/** A publishable key holds the host of its instance. */
function isLoopbackKey(key: string): boolean {
  const host = Buffer.from(key.slice("pk_test_".length), "base64").toString("utf8");
  return /^(?:127\.0\.0\.1|localhost)\b/.test(host);
}

/** The API keys of hosted projects are JWTs that Supabase issued for a project's reference. */
function isHostedProjectKey(token: string): boolean {
  const claims = readLegacyKey(token);
  return claims?.iss === "supabase" && typeof claims.ref === "string";
}
