import { expect, test } from "vitest";
import { readPhoneNumber } from "./phone-number.ts";

test.each([
  ["+12015550100", "+12015550100"],
  ["+1 (201) 555-0123", "+12015550123"],
  [" +41 44 668 18 00 ", "+41446681800"],
  ["+49.30.901820", "+4930901820"],
  ["+358 9 1601", "+35891601"],
  ["12015550100", undefined],
  ["+1201555010", undefined],
  ["+11015550100", undefined],
  ["+1201555010012", undefined],
  ["+0441234567", undefined],
  ["+999123456789", undefined],
  ["+4412", undefined],
  ["+41446681800 ext 3", undefined],
  ["+1234567890123456", undefined],
  ["ada@example.com", undefined],
  ["+", undefined],
])("readPhoneNumber(%s) is %s", (text, expected) => {
  expect(readPhoneNumber(text)).toBe(expected);
});
