// scrypt as Firebase and Werkzeug use it.
import { createCipheriv, type ScryptOptions, scrypt } from "node:crypto";
import { type ForeignHasher, sameBytes } from "./foreign-hasher.ts";

interface Derivation extends Required<Pick<ScryptOptions, "N" | "r" | "p">> {
  readonly salt: Uint8Array;
  readonly length: number;
}

const MAX_MEMORY = 256 * 1024 * 1024;

/** Undefined where the parameters can't be used. */
function derive(
  password: string,
  { salt, length, ...cost }: Derivation,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    try {
      scrypt(password, salt, length, { ...cost, maxmem: MAX_MEMORY }, (error, key) =>
        resolve(error === null ? key : undefined),
      );
    } catch {
      resolve(undefined);
    }
  });
}

/** `hash$salt$signer key$salt separator$rounds$memory cost`: what is kept is the signer key, encrypted with the derived key. */
export const SCRYPT_FIREBASE: ForeignHasher = {
  form: /^[\w+/-]{20,200}={0,2}\$[\w+/-]{1,100}={0,2}\$[\w+/-]{1,200}={0,2}\$[\w+/-]{0,50}={0,2}\$\d{1,2}\$\d{1,2}$/,
  async matches(password, digest) {
    const [hash = "", salt = "", signerKey = "", separator = "", rounds, memoryCost] =
      digest.split("$");
    const key = await derive(password, {
      salt: Buffer.concat([Buffer.from(salt, "base64"), Buffer.from(separator, "base64")]),
      N: 2 ** Number(memoryCost),
      r: Number(rounds),
      p: 1,
      length: 32,
    });
    if (key === undefined) return false;
    const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
    return sameBytes(cipher.update(Buffer.from(signerKey, "base64")), Buffer.from(hash, "base64"));
  },
};

/** `scrypt:N:r:p$salt$hash`, the hash in hexadecimal. */
export const SCRYPT_WERKZEUG: ForeignHasher = {
  form: /^\$?scrypt:\d{1,7}:\d{1,2}:\d{1,2}\$[^$]{1,100}\$[0-9a-f]{32,256}$/i,
  async matches(password, digest) {
    const [method = "", salt = "", hash = ""] = digest.replace(/^\$/, "").split("$");
    const [, N, r, p] = method.split(":").map(Number);
    const expected = Buffer.from(hash, "hex");
    const key = await derive(password, {
      salt: Buffer.from(salt),
      N: N ?? 0,
      r: r ?? 0,
      p: p ?? 0,
      length: expected.length,
    });
    return key !== undefined && sameBytes(key, expected);
  },
};
