// The claims that the refusing policies ask for and the token does not carry, with where they could come from.
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { ClaimReport, RefusalReason } from "../reports.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import type { LackingClaim } from "./verdict.ts";

/** One thing under several names: by the version of the token, and by what templates call it. */
const SAME: readonly (readonly string[])[] = [
  ["sub", "user_id", "userId", "uid"],
  ["o.id", "org_id", "organization_id", "orgId"],
  ["o.rol", "org_role", "orgRole"],
  ["o.slg", "org_slug", "orgSlug"],
];

export function lackingClaims(
  reasons: readonly RefusalReason[],
  { token }: Pick<Judged, "token">,
  { templates = [], template }: VerdictContext,
): readonly LackingClaim[] {
  const claims = token?.claims ?? {};
  const read = reasons.flatMap(({ conditions }) => conditions.flatMap((one) => one.claims));
  const lacking = new Map<string, ClaimReport>();
  for (const claim of read) {
    const isAbsent = !claim.found && !claim.legacy && claim.source === "claims";
    if (isAbsent) lacking.set(claim.paths.join(), claim);
  }
  return [...lacking.values()].map((claim) => ({
    ...claim,
    templates: templates
      .filter((one) => one.name !== template && claim.paths.some((path) => has(one.claims, path)))
      .map(({ name }) => name),
    insteadAt: elsewhere(claim, claims),
  }));
}

function elsewhere({ paths }: ClaimReport, claims: JsonObject): string | null {
  const same = SAME.filter((group) => paths.some((path) => group.includes(path))).flat();
  return same.find((path) => !paths.includes(path) && has(claims, path)) ?? null;
}

function has(claims: JsonObject, path: string): boolean {
  let value: unknown = claims;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as JsonObject)[key];
  }
  return value !== null && value !== undefined;
}
