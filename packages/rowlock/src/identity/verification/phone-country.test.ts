import { expect, test } from "vitest";
import { phoneCountry } from "./phone-country.ts";

test.each([
  ["+12015550123", "US"],
  ["+14165550123", "CA"],
  ["+18095550123", "DO"],
  ["+447911123456", "GB"],
  ["+441534123456", "JE"],
  ["+79161234567", "RU"],
  ["+77011234567", "KZ"],
  ["+491511234567", "DE"],
  ["+35312345678", "IE"],
  ["+80012345678", undefined],
])("%s is of %s", (number, country) => {
  expect(phoneCountry(number)).toBe(country);
});
