// Recognises secrets by their form. The value is looked at and let go: what is kept is only of what kind it was.
import type { SecretKind } from "../project-facts.ts";

/** What a value is, or undefined when it is nothing secret. */
export function secretKindOf(value: string): SecretKind | undefined {
  if (/^sb_secret_[\w-]{8,}$/.test(value)) return "a Supabase secret key";
  if (/^sk_(?:test|live)_\w{16,}$/.test(value)) return "a Clerk secret key";
  if (/^postgres(?:ql)?:\/\/[^:/@\s]+:[^@\s]+@/.test(value)) return "a database password";
  return roleOfJwt(value) === "service_role" ? "a service_role key" : undefined;
}

/** A variable whose name alone says that its value is secret. */
export function secretKindOfName(name: string): SecretKind | undefined {
  if (/SERVICE_(?:ROLE_)?KEY|SERVICE_ROLE/i.test(name)) return "a service_role key";
  if (/JWT_SECRET/i.test(name)) return "a JWT secret";
  if (/CLERK_SECRET/i.test(name)) return "a Clerk secret key";
  return undefined;
}

/** Everything in a text that looks like one of them, with where it begins. */
export function* secretsIn(text: string): Generator<{ kind: SecretKind; index: number }> {
  const pattern =
    /sb_secret_[\w-]{20,}|sk_(?:test|live)_[A-Za-z0-9]{20,}|postgres(?:ql)?:\/\/[^:/@\s"'`]+:[^@\s"'`]+@[\w.-]+|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/g;
  for (const match of text.matchAll(pattern)) {
    const kind = secretKindOf(match[0]);
    if (kind !== undefined) yield { kind, index: match.index };
  }
}

const SERVICE_KEYS =
  /\b(?:sk|rk)_(?:live|test)_\w{16,}|\bwhsec_[\w+/=]{16,}|\bgh[pousr]_\w{30,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abp]-[\w-]{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}/;
const BEARER = /\bBearer\s+(?<token>[\w.~+/=-]{24,})/i;

/** What of a secret a function's text holds, or undefined. A JWT of another role than service_role is none. */
export function secretInSql(text: string): string | undefined {
  const [known] = secretsIn(text);
  if (known !== undefined) return known.kind;
  if (SERVICE_KEYS.test(text)) return "the key of a service";
  const token = BEARER.exec(text)?.groups?.token;
  return token === undefined || token.startsWith("eyJ") ? undefined : "a bearer token";
}

function roleOfJwt(token: string): unknown {
  const [, payload] = token.split(".");
  if (payload === undefined || !token.startsWith("eyJ")) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null && "role" in claims
      ? claims.role
      : undefined;
  } catch {
    return undefined;
  }
}
