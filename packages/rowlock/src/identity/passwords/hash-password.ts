// Passwords, hashed with scrypt (memory-hard: 32 MB each) in libuv's threads, a bounded number at a time.
// INVARIANT: neither a password nor a digest ever leaves this room in an error or a log line.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { matchesForeignDigest } from "./foreign-digests.ts";

// A trade between the work of an attacker and sign-ins a second: docs/decisions/passwords.md.
const COST_LOG2 = 15;
const BLOCK_SIZE = 8;
const KEY_LENGTH = 32;
const SALT_LENGTH = 16;

function derive(
  password: string,
  options: { readonly salt: Buffer; readonly costLog2: number; readonly length: number },
): Promise<Buffer> {
  const cost: ScryptOptions = {
    N: 2 ** options.costLog2,
    r: BLOCK_SIZE,
    p: 1,
    maxmem: 256 * BLOCK_SIZE * 2 ** options.costLog2,
  };
  return new Promise((resolve, reject) => {
    // NFKC, so that one password typed on two keyboards is one password.
    scrypt(password.normalize("NFKC"), options.salt, options.length, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

export interface PasswordHasher {
  /** Gives a digest in PHC form, `$scrypt$ln=15,r=8,p=1$salt$hash`. */
  hash(password: string): Promise<string>;
  /** Compares in constant time. A missing digest costs as much as a wrong password and gives false. */
  verify(password: string, digest: string | null): Promise<boolean>;
}

/** Makes a hasher that works on at most `simultaneous` passwords at a time; the others wait in line. */
export function createPasswordHasher(simultaneous: number): PasswordHasher {
  let free = simultaneous;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  }

  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(SALT_LENGTH);
        const key = await derive(password, { salt, costLog2: COST_LOG2, length: KEY_LENGTH });
        return `$scrypt$ln=${COST_LOG2},r=${BLOCK_SIZE},p=1$${encode(salt)}$${encode(key)}`;
      }),
    verify: (password, digest) =>
      inTurn(async () => {
        const foreign = digest === null ? undefined : matchesForeignDigest(password, digest);
        if (foreign !== undefined) return foreign;
        const parsed = digest === null ? undefined : parseDigest(digest);
        const salt = parsed?.salt ?? Buffer.alloc(SALT_LENGTH);
        const expected = parsed?.key ?? Buffer.alloc(KEY_LENGTH);
        const costLog2 = parsed?.costLog2 ?? COST_LOG2;
        const key = await derive(password, { salt, costLog2, length: expected.length });
        return timingSafeEqual(key, expected) && parsed !== undefined;
      }),
  };
}

interface ParsedDigest {
  readonly salt: Buffer;
  readonly key: Buffer;
  readonly costLog2: number;
}

const DIGEST = /^\$scrypt\$ln=(\d{1,2}),r=8,p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parseDigest(digest: string): ParsedDigest | undefined {
  const [, cost, salt, key] = DIGEST.exec(digest) ?? [];
  if (cost === undefined || salt === undefined || key === undefined) return undefined;
  const costLog2 = Number(cost);
  if (costLog2 < 14 || costLog2 > 20) return undefined;
  return { costLog2, salt: Buffer.from(salt, "base64"), key: Buffer.from(key, "base64") };
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
