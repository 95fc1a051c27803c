import { expect, test } from "vitest";
import { judgeServerVersion } from "./server-version.ts";

test.each([
  [9, "9.6.24"],
  [14, "14.9 (Ubuntu 14.9-1)"],
])("judgeServerVersion() refuses %d in words", (major, version) => {
  expect(() => judgeServerVersion({ major, version })).toThrow(
    expect.objectContaining({
      code: "DATABASE_TOO_OLD",
      message: `That database is PostgreSQL ${version}; Rowlock works on 15 to 18`,
      hint: expect.stringMatching(/leave --db-url out.*Nothing was changed$/),
    }),
  );
});

test.each([15, 16, 17, 18])("judgeServerVersion() has nothing to say of %d", (major) => {
  expect(judgeServerVersion({ major, version: `${major}.1` })).toBeUndefined();
});

test("judgeServerVersion() says of a newer one that it was not tried", () => {
  expect(judgeServerVersion({ major: 19, version: "19beta1" })).toBe(
    "That database is PostgreSQL 19beta1, newer than the 15 to 18 that Rowlock was tried with",
  );
});
