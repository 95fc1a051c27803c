// What a claim says of the caller, by its place in Clerk's tokens, and whether the caller can change it.
import type { CallerValue, ClaimReading } from "./caller-value.ts";

export type ClaimMeaning =
  | "user"
  | "organization"
  | "organization-role"
  /** Set by the caller at will: unsafe metadata, headers, cookies. */
  | "editable"
  /** True of every signed-in caller alike, or says nothing of who it is. */
  | "common"
  | "other";

const USER = new Set(["sub", "user_id"]);
const ORGANIZATION = new Set(["org_id", "o.id", "organization_id"]);
const ORGANIZATION_ROLE = new Set(["org_role", "o.rol", "o.per", "org_permissions"]);
const EDITABLE = new Set(["user_metadata", "unsafe_metadata", "raw_user_meta_data"]);
const COMMON = new Set([
  "role",
  "aud",
  "iss",
  "azp",
  "aal",
  "exp",
  "iat",
  "nbf",
  "v",
  "sts",
  "fva",
]);

export function meaningOf(reading: ClaimReading): ClaimMeaning {
  if (reading.source !== "claims") return "editable";
  const [first = ""] = reading.path;
  if (reading.path.some((key) => EDITABLE.has(key))) return "editable";
  const path = reading.path.join(".");
  if (USER.has(path)) return "user";
  if (ORGANIZATION.has(path)) return "organization";
  if (ORGANIZATION_ROLE.has(path)) return "organization-role";
  if (reading.path.length === 0 || COMMON.has(first)) return "common";
  return "other";
}

/** The meanings of all the places a value may come from. */
export function meaningsOf(value: CallerValue): ReadonlySet<ClaimMeaning> {
  return new Set(value.readings.map(meaningOf));
}
