import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { matchTotp, newTotpSecret, parseTotpSecret, totpCode } from "./totp.ts";

// RFC 6238, appendix B, by its last six digits.
const RFC_SECRET = Buffer.from("12345678901234567890");

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_234_567_890, "005924"],
  [20_000_000_000, "353130"],
])("totpCode() at %i seconds is the RFC's", (seconds, code) => {
  expect(totpCode(RFC_SECRET, Math.floor(seconds / 30))).toBe(code);
});

test("a secret comes out of base32 as it went in", () => {
  const secret = newTotpSecret(randomBytes);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(parseTotpSecret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")).toEqual(new Uint8Array(RFC_SECRET));
  expect(parseTotpSecret("not base32!")).toBeUndefined();
  expect(parseTotpSecret("ABC")).toBeUndefined();
});

describe("matchTotp()", () => {
  const now = 1_700_000_010_000;
  const step = Math.floor(now / 30_000);
  const match = (at: number, lastStep: number | null = null) =>
    matchTotp({ secret: RFC_SECRET, code: totpCode(RFC_SECRET, at), now, lastStep });

  test("takes the step of now and its neighbours, and no other", () => {
    expect([-2, -1, 0, 1, 2].map((by) => match(step + by))).toEqual([
      undefined,
      step - 1,
      step,
      step + 1,
      undefined,
    ]);
  });

  test("takes no step twice, nor one before it", () => {
    expect(match(step, step)).toBeUndefined();
    expect(match(step - 1, step)).toBeUndefined();
    expect(match(step + 1, step)).toBe(step + 1);
  });
});
