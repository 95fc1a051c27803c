// phpass, the portable digests of PHP applications: `$P$`, rounds, eight characters of salt, and MD5 over and over.
import { createHash } from "node:crypto";
import { type ForeignHasher, sameBytes } from "./foreign-hasher.ts";

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SETTING_LENGTH = 12;

export const PHPASS: ForeignHasher = {
  // 2^16 rounds at most.
  form: /^\$P\$[./0-9A-E][./0-9A-Za-z]{30}$/,
  matches(password, digest) {
    const rounds = 2 ** ALPHABET.indexOf(digest.charAt(3));
    const md5 = (...parts: readonly (string | Buffer)[]) =>
      parts.reduce((hash, part) => hash.update(part), createHash("md5")).digest();
    let hash = md5(digest.slice(4, SETTING_LENGTH), password);
    for (let round = 0; round < rounds; round += 1) hash = md5(hash, password);
    return sameBytes(Buffer.from(encode(hash)), Buffer.from(digest.slice(SETTING_LENGTH)));
  },
};

/** Three bytes as four characters, the lowest bits first. */
function encode(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.subarray(at, at + 3);
    let value = group.reduce((sum, byte, index) => sum | (byte << (8 * index)), 0);
    for (let left = group.length + 1; left > 0; left -= 1) {
      text += ALPHABET.charAt(value & 63);
      value >>= 6;
    }
  }
  return text;
}
