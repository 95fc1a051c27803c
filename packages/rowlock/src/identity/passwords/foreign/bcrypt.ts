// bcrypt (Provos and Mazières, 1999), to check digests that were made elsewhere; nothing new is hashed with it. Node has no
// Blowfish, so it stands here. It gives way to other work every few milliseconds.
import { createHash } from "node:crypto";
import { setImmediate as givesWay } from "node:timers/promises";
import { blowfishWords } from "./blowfish-words.ts";
import { type ForeignHasher, sameBytes } from "./foreign-hasher.ts";

const ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const MAX_KEY_BYTES = 72;
const SUBKEYS = 18;
const BOX = 256;
/** "OrpheanBeholderScryDoubt" */
const PLAIN = [0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253, 0x63727944, 0x6f756274];
const SLICE_MS = 5;

/** `$2b$cost$`, 22 characters of salt and 31 of hash. The old `$2x$` was a fault, and is not taken. */
export const BCRYPT: ForeignHasher = {
  form: /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/,
  async matches(password, digest) {
    const [, , cost = "", text = ""] = digest.split("$");
    const key = Buffer.concat([Buffer.from(password), Buffer.alloc(1)]).subarray(0, MAX_KEY_BYTES);
    const hash = await bcrypt(key, { salt: decode(text.slice(0, 22)), cost: Number(cost) });
    // The last of the 24 bytes is never kept.
    return sameBytes(hash.subarray(0, 23), decode(text.slice(22)));
  },
};

const DJANGO_PREFIX = "bcrypt_sha256$";

/** As Django exports it, `bcrypt_sha256$$2b$...`: bcrypt of the password's SHA-256 in hexadecimal. */
export const BCRYPT_SHA256_DJANGO: ForeignHasher = {
  form: new RegExp(BCRYPT.form.source.replace("^", String.raw`^bcrypt_sha256\$`)),
  matches: (password, digest) =>
    BCRYPT.matches(
      createHash("sha256").update(password).digest("hex"),
      digest.slice(DJANGO_PREFIX.length),
    ),
};

interface Blowfish {
  readonly subkeys: Uint32Array;
  readonly boxes: Uint32Array;
}

async function bcrypt(
  key: Uint8Array,
  { salt, cost }: { readonly salt: Uint8Array; readonly cost: number },
): Promise<Buffer> {
  const words = blowfishWords();
  const cipher = { subkeys: words.slice(0, SUBKEYS), boxes: words.slice(SUBKEYS) };
  const [keyWords, saltWords] = [cycleWords(key, SUBKEYS), cycleWords(salt, SUBKEYS)];
  expandKey(cipher, { key: keyWords, salt: cycleWords(salt, 4) });
  let since = performance.now();
  for (let round = 0; round < 2 ** cost; round += 1) {
    expandKey(cipher, { key: keyWords, salt: undefined });
    expandKey(cipher, { key: saltWords, salt: undefined });
    if (performance.now() - since < SLICE_MS) continue;
    await givesWay();
    since = performance.now();
  }
  const state = Uint32Array.from(PLAIN);
  for (let turn = 0; turn < 64; turn += 1) {
    for (let at = 0; at < state.length; at += 2) encipher(cipher, state, at);
  }
  const hash = Buffer.alloc(24);
  state.forEach((word, index) => {
    hash.writeUInt32BE(word, 4 * index);
  });
  return hash;
}

/** Big-endian words of the bytes, which begin anew where they end. */
function cycleWords(bytes: Uint8Array, count: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let at = 0; at < 4 * count; at += 1) {
    const index = at >> 2;
    words[index] = ((words[index] ?? 0) << 8) | (bytes[at % bytes.length] ?? 0);
  }
  return words;
}

function expandKey(
  cipher: Blowfish,
  { key, salt }: { readonly key: Uint32Array; readonly salt: Uint32Array | undefined },
): void {
  const { subkeys, boxes } = cipher;
  for (let index = 0; index < SUBKEYS; index += 1) {
    subkeys[index] = (subkeys[index] ?? 0) ^ (key[index] ?? 0);
  }
  const block = new Uint32Array(2);
  let saltAt = 0;
  for (const words of [subkeys, boxes]) {
    for (let index = 0; index < words.length; index += 2) {
      if (salt !== undefined) {
        block[0] = (block[0] ?? 0) ^ (salt[saltAt] ?? 0);
        block[1] = (block[1] ?? 0) ^ (salt[saltAt + 1] ?? 0);
        saltAt = (saltAt + 2) % salt.length;
      }
      encipher(cipher, block, 0);
      words.set(block, index);
    }
  }
}

/** One block of two words, in place. */
function encipher({ subkeys, boxes }: Blowfish, block: Uint32Array, at: number): void {
  let left = block[at] ?? 0;
  let right = block[at + 1] ?? 0;
  for (let round = 0; round < 16; round += 1) {
    left ^= subkeys[round] ?? 0;
    const sum = (boxes[left >>> 24] ?? 0) + (boxes[BOX + ((left >>> 16) & 255)] ?? 0);
    const mixed =
      (sum ^ (boxes[2 * BOX + ((left >>> 8) & 255)] ?? 0)) + (boxes[3 * BOX + (left & 255)] ?? 0);
    const next = right ^ mixed;
    right = left;
    left = next;
  }
  block[at] = right ^ (subkeys[17] ?? 0);
  block[at + 1] = left ^ (subkeys[16] ?? 0);
}

/** bcrypt's own base64, without padding. */
function decode(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    value = (value << 6) | ALPHABET.indexOf(character);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 255);
    value &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}
