import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isTestAddress, startCode, tryCode } from "./code-verification.ts";

const start = (to = "ada@example.com") =>
  startCode({ strategy: "email_code", to, testMode: true, now: 0, random: randomBytes });

describe("tryCode()", () => {
  test("takes the right code once", () => {
    const begun = start();
    const first = tryCode(begun, { code: begun.code, now: 1 });
    expect(first.outcome).toBe("verified");
    expect(tryCode(first.verification, { code: begun.code, now: 2 }).outcome).toBe(
      "already_verified",
    );
  });

  test("counts wrong codes, and after the third takes none", () => {
    let verification = start() as ReturnType<typeof tryCode>["verification"];
    const { code } = verification;
    const wrong = code === "000000" ? "111111" : "000000";
    const outcomes = [wrong, wrong, wrong, String(code)].map((tried) => {
      const attempt = tryCode(verification, { code: tried, now: 1 });
      verification = attempt.verification;
      return attempt.outcome;
    });
    expect(outcomes).toEqual(["incorrect", "incorrect", "failed", "failed"]);
    expect(verification.code).toBeNull();
  });

  test("takes no code after ten minutes", () => {
    const begun = start();
    expect(tryCode(begun, { code: begun.code, now: 600_000 }).outcome).toBe("expired");
    expect(tryCode(begun, { code: begun.code, now: 599_999 }).outcome).toBe("verified");
  });

  test.each(["", "12345", "1234567", "0".repeat(1000)])("takes no code like %j", (code) => {
    expect(tryCode(start(), { code, now: 1 }).outcome).toBe("incorrect");
  });
});

test("codes are six digits, and differ", () => {
  const codes = Array.from({ length: 50 }, () => start().code);
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(45);
});

test.each([
  ["a+clerk_test@example.com", true],
  ["A+CLERK_TEST@example.com", true],
  ["clerk_test@example.com", false],
  ["a+clerk_test.x@example.com", false],
  ["+12015550100", true],
  ["+15555550199", true],
  ["+12015550200", false],
  ["+4420155501001", false],
  ["+112015550100", false],
])("isTestAddress(%s) is %s", (address, expected) => {
  expect(isTestAddress(address)).toBe(expected);
});
