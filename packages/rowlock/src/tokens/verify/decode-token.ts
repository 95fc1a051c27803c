// A token taken apart, before anything in it is believed: size, form, header, claims. No key is known here.
// Order and words of the refusals are PostgREST's (Auth/Jwt), so that a client sees the same from both.
import { type Algorithm, isAlgorithm } from "../algorithm.ts";
import { TokenError } from "../token-error.ts";
import type { JsonObject } from "../verified-token.ts";
import { MISTAKE_HINTS, tokenMistakeIn } from "./token-mistake.ts";

/** Characters; a Clerk token has about 800, and a browser's cookie holds 4096. */
const LARGEST_TOKEN = 8192;

export interface TokenHeader {
  readonly algorithm: Algorithm;
  readonly kid: string | undefined;
  readonly typ: unknown;
  /** Clerk's token category. */
  readonly cat: unknown;
  /** Set by Rowlock in tokens that are no bearer tokens. */
  readonly kind: unknown;
}

export interface DecodedToken {
  readonly header: TokenHeader;
  /** Undefined when the payload is not a JSON object; said only after the signature was checked. */
  readonly claims: JsonObject | undefined;
  /** The payload's own text, so that no number loses digits on its way to the database. */
  readonly claimsText: string;
}

/** Takes a compact JWS apart (RFC 7515 section 3.1). @throws TokenError of the kind `decode` */
export function decodeToken(token: string): DecodedToken {
  if (token === "") {
    throw new TokenError("TOKEN_EMPTY", {
      message: "Empty JWT is sent in Authorization header",
      hint: MISTAKE_HINTS.empty,
    });
  }
  if (token.length > LARGEST_TOKEN) {
    throw new TokenError("TOKEN_OVERSIZED", {
      message: "JWT is too large",
      explanation: `The token has ${token.length} characters; at most ${LARGEST_TOKEN} are read`,
      hint: "Take large claims, such as whole metadata objects, out of the template",
    });
  }
  const parts = token.split(".");
  const [first, second, third] = parts;
  if (first === undefined || second === undefined || third === undefined || parts.length > 3) {
    throw new TokenError("TOKEN_MALFORMED", {
      message: `Expected 3 parts in JWT; got ${parts.length}`,
      hint: malformedHint(token),
    });
  }
  const header = parseHeader(decodePart(first, "header"));
  decodeBytes(third, "signature");
  const claimsText = decodePart(second, "payload");
  return { header, claims: parseObject(claimsText), claimsText };
}

function malformedHint(token: string): string | undefined {
  const mistake = tokenMistakeIn(token);
  if (mistake === undefined) return undefined;
  const said =
    mistake === "nothing" || mistake === "promise" ? `The header says "Bearer ${token}": ` : "";
  return said + MISTAKE_HINTS[mistake];
}

function parseHeader(text: string): TokenHeader {
  const header = parseObject(text);
  if (header === undefined) throw malformed("The header is not a JSON object");
  const { alg, kid, crit, typ, cat, kind } = header;
  if (alg === "none") {
    throw new TokenError("TOKEN_ALGORITHM", {
      message: "Wrong or unsupported encoding algorithm",
      details: "JWT is unsecured but expected 'alg' was not 'none'",
    });
  }
  if (!isAlgorithm(alg)) {
    throw new TokenError("TOKEN_ALGORITHM", {
      message: "JWT cryptographic operation failed",
      explanation: "The header names no signature algorithm that is known here",
    });
  }
  if (crit !== undefined) throw malformed("The header asks for extensions (crit)");
  if (kid !== undefined && typeof kid !== "string") throw malformed("The header's kid is no text");
  return { algorithm: alg, kid, typ, cat, kind };
}

function decodePart(part: string, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      decodeBytes(part, name),
    );
  } catch {
    throw malformed(`The ${name} is not UTF-8 text in base64url`);
  }
}

function decodeBytes(part: string, name: string): Buffer {
  if (/^[A-Za-z0-9_-]*$/.test(part) && part.length % 4 !== 1) return Buffer.from(part, "base64url");
  throw malformed(`The ${name} is not base64url`);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

function malformed(explanation: string): TokenError {
  return new TokenError("TOKEN_MALFORMED", {
    message: "JWT cryptographic operation failed",
    explanation,
  });
}
