// Time-based one-time passwords (RFC 6238): six digits of HMAC-SHA-1, a step of 30 seconds. Pure functions; which step
// was used already is the caller's to keep.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "../new-id.ts";

const STEP_MS = 30_000;
const DIGITS = 6;
/** Clocks of phones are a little off: the step before and the step after are taken too. */
const WINDOW = 1;
const SECRET_BYTES = 20;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret as base32, as authenticator apps take it. */
export function newTotpSecret(random: RandomBytes): string {
  return base32(random(SECRET_BYTES));
}

function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = "";
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((value >>> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((value << (5 - bits)) & 31);
}

/** The bytes of a base32 secret; undefined when it is none, or too short to be one. */
export function parseTotpSecret(text: string): Uint8Array | undefined {
  const clean = text.toUpperCase().replace(/[\s=]/g, "");
  if (!/^[A-Z2-7]{16,}$/.test(clean)) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of clean) {
    value = ((value << 5) | ALPHABET.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

/** The code of a time step. */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** The step that a code is of now; undefined when it is of none, or of one that is not after `lastStep`. */
export function matchTotp(options: {
  readonly secret: Uint8Array;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly lastStep: number | null;
}): number | undefined {
  const given = Buffer.from(options.code.trim());
  if (given.length !== DIGITS) return undefined;
  const current = Math.floor(options.now / STEP_MS);
  let found: number | undefined;
  for (let step = current - WINDOW; step <= current + WINDOW; step += 1) {
    const same = timingSafeEqual(given, Buffer.from(totpCode(options.secret, step)));
    if (same && (options.lastStep === null || step > options.lastStep)) found ??= step;
  }
  return found;
}

/** The address that an authenticator app reads from a picture. */
export function totpUri(options: {
  readonly issuer: string;
  readonly account: string;
  readonly secret: string;
}): string {
  const label = `${encodeURIComponent(options.issuer)}:${encodeURIComponent(options.account)}`;
  const query = new URLSearchParams({
    algorithm: "SHA1",
    digits: String(DIGITS),
    issuer: options.issuer,
    period: String(STEP_MS / 1000),
    secret: options.secret,
  });
  return `otpauth://totp/${label}?${query}`;
}
