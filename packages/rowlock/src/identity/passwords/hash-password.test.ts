import { expect, test } from "vitest";
import { createPasswordHasher } from "./hash-password.ts";

test("hash() gives a memory-hard digest that verify() takes, with a salt of its own", async () => {
  const hasher = createPasswordHasher(2);
  const digest = await hasher.hash("correct horse");
  expect(digest).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/);
  expect(await hasher.hash("correct horse")).not.toBe(digest);
  expect(await hasher.verify("correct horse", digest)).toBe(true);
  expect(await hasher.verify("correct hors", digest)).toBe(false);
});

test("verify() takes one password typed in two Unicode forms", async () => {
  const hasher = createPasswordHasher(2);
  expect(await hasher.verify("cafe\u0301", await hasher.hash("caf\u00e9"))).toBe(true);
});

test.each([null, "", "$scrypt$ln=40,r=8,p=1$AAAA$AAAA", "$scrypt$ln=15,r=8,p=1$$", "plain"])(
  "verify() refuses the digest %s without an error",
  async (digest) => {
    expect(await createPasswordHasher(1).verify("anything", digest)).toBe(false);
  },
);

test("a hasher works on no more passwords at a time than it may, and on all in the end", async () => {
  const hasher = createPasswordHasher(1);
  const done: number[] = [];
  await Promise.all([1, 2, 3].map((n) => hasher.hash("x").then(() => done.push(n))));
  expect(done).toEqual([1, 2, 3]);
});
