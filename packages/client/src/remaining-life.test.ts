import { describe, expect, test } from "vitest";
import { jwt } from "../test/jwt.ts";
import { remainingLife } from "./remaining-life.ts";

const ISSUED = 1_800_000_000;
const token = jwt({ iat: ISSUED, exp: ISSUED + 60 });
const secondsAt = (now: number) => remainingLife(token, now * 1000) / 1000;

describe("remainingLife()", () => {
  test("gives a new token its whole life, but for the margin", () => {
    expect(secondsAt(ISSUED)).toBe(50);
  });

  test("counts the age of a token that comes from Clerk's own cache", () => {
    expect(secondsAt(ISSUED + 30)).toBe(20);
    expect(secondsAt(ISSUED + 50)).toBe(0);
    expect(secondsAt(ISSUED + 59)).toBeLessThan(0);
  });

  test("never exceeds the token's life when the own clock is behind", () => {
    expect(secondsAt(ISSUED - 3600)).toBe(50);
  });

  test("takes a token for new when the own clock is so far ahead that it looks expired", () => {
    expect(secondsAt(ISSUED + 3600)).toBe(50);
  });

  test.each([
    ["no claims of time", jwt({ sub: "user_1" })],
    ["no iat", jwt({ exp: ISSUED + 60 })],
    ["no exp", jwt({ iat: ISSUED })],
    ["not a JWT", "opaque"],
    ["not even an object", `a.${Buffer.from("null").toString("base64url")}.c`],
    ["nothing", ""],
  ])("uses a token with %s only once", (_, odd) => {
    expect(remainingLife(odd, ISSUED * 1000)).toBeLessThanOrEqual(0);
  });

  test("reads claims whose base64url has - and _", () => {
    const odd = jwt({ sub: "??>>~~ÿÿ", iat: ISSUED, exp: ISSUED + 60 });
    expect(odd).toMatch(/[-_]/);
    expect(remainingLife(odd, ISSUED * 1000)).toBe(50_000);
  });
});
