// Phone numbers in E.164: a plus sign, the country's calling code and the number, at most fifteen digits. People may type
// blanks, dashes, dots and brackets between them. Whether anybody has a number, only a code sent there tells.
import { clerkError } from "./errors/clerk-api-error.ts";

/** The calling codes that are assigned: of one digit, of two, and of three by their first two. */
const CALLING_CODE =
  /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|21[1-368]|2[2346]\d|25[0-8]|29[0-1789]|35\d|37[0-8]|38[0-35-79]|42[013]|50\d|59\d|67[02-9]|68[0-35-9]|69[0-2]|80[08]|85[02356]|87[08]|88[0-368]|96[0-8]|97[0-79]|99[2-68])/;
/** Of the North American Numbering Plan: an area code and an exchange, neither begins with 0 or 1. */
const NORTH_AMERICAN = /^1([2-9]\d{2}){2}\d{4}$/;

/** The number in E.164; undefined when the text is none. */
export function readPhoneNumber(text: string): string | undefined {
  const number = text.replace(/[\s().-]/g, "");
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return undefined;
  const digits = number.slice(1);
  const valid = digits.startsWith("1") ? NORTH_AMERICAN : CALLING_CODE;
  return valid.test(digits) ? number : undefined;
}

/** The number in the form in which it is kept. @throws ClerkApiError form_param_format_invalid */
export function parsePhoneNumber(text: string, param: string): string {
  const number = readPhoneNumber(text);
  if (number !== undefined) return number;
  throw clerkError("paramFormatInvalid", {
    param,
    values: { expected: "a valid phone number according to E.164 international standard" },
  });
}
