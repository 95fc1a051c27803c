// The one place where claims become a signed token. It knows nothing of templates, sessions or roles.
import type { KeyObject } from "node:crypto";
import { CompactSign } from "jose";
import type { Algorithm } from "../algorithm.ts";
import type { JsonObject } from "../verified-token.ts";

/** Milliseconds since 1970, as `Date.now` gives them. */
export type Clock = () => number;

/** Fresh random bytes, as `crypto.randomBytes` gives them. */
export type RandomBytes = (size: number) => Uint8Array;

export interface SigningKey {
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
  readonly kid?: string | undefined;
}

export interface SignTokenOptions {
  readonly signingKey: SigningKey;
  readonly claims: JsonObject;
  /** Header fields beyond alg, kid and typ. */
  readonly header?: JsonObject | undefined;
}

/** Signs claims as a JWT (RFC 7519) in compact form. */
export function signToken({ signingKey, claims, header }: SignTokenOptions): Promise<string> {
  const { algorithm, kid, key } = signingKey;
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({
      ...header,
      alg: algorithm,
      ...(kid === undefined ? {} : { kid }),
      typ: "JWT",
    })
    .sign(key);
}

/** The second that a clock shows. */
export function secondsNow(now: Clock): number {
  return Math.floor(now() / 1000);
}

/** A token's own id: 20 hexadecimal digits, as Clerk's. */
export function tokenId(random: RandomBytes): string {
  return Buffer.from(random(10)).toString("hex");
}
