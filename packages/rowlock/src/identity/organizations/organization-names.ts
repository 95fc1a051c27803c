// Names and slugs of organizations.
import { clerkError } from "../errors/clerk-api-error.ts";

const MAX_LENGTH = 256;

/** @throws ClerkApiError */
export function parseOrganizationName(text: string): string {
  const name = text.trim();
  if (name === "") throw clerkError("paramNil", { param: "name", values: { name: "name" } });
  if (name.length > MAX_LENGTH) {
    throw clerkError("paramTooLong", { param: "name", values: { limit: MAX_LENGTH } });
  }
  if (/https?:\/\/|<[a-z/!]/i.test(name)) {
    throw clerkError("paramValueInvalid", {
      param: "name",
      values: { reason: "The organization name may not contain URLs or HTML" },
    });
  }
  return name;
}

/** Takes what Clerk's own form takes and makes: "Chess Café" becomes `chess-caf-`. @throws ClerkApiError */
export function parseSlug(text: string): string {
  if (/^(?=.*[a-z0-9])[a-z0-9-]+$/.test(text) && text.length <= MAX_LENGTH) return text;
  throw clerkError("paramFormatInvalid", {
    param: "slug",
    values: { expected: "lowercase letters, digits and dashes" },
  });
}

export function slugFrom(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return slug === "" ? "organization" : slug;
}
