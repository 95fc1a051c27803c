import { describe, expect, test } from "vitest";
import { dollarLiteral } from "./dollar-literal.ts";
import { compile } from "./fragment.ts";

describe("dollarLiteral()", () => {
  test.each([
    ["select 1", "$$select 1$$"],
    ["select $$x$$", "$body$select $$x$$$body$"],
    ["costs 5$", "$body$costs 5$$body$"],
    ["$$ $body$", "$body2$$$ $body$$body2$"],
  ])("wraps %j so that it can't end early", (body, expected) => {
    expect(compile(dollarLiteral(body)).text).toBe(expected);
  });

  test("refuses a NUL", () => {
    expect(() => dollarLiteral("a\0b")).toThrow(/NUL/);
  });
});
