import { callerUses } from "../caller-uses.ts";
import type { Rule } from "../rule.ts";

const V1: Readonly<Record<string, string>> = {
  org_id: "o.id",
  org_role: "o.rol",
  org_slug: "o.slg",
  org_permissions: "o.per",
};

export const claimOrganizationV1: Rule = {
  id: "claim-organization-v1",
  level: "warning",
  title: "An organization claim is read in its old place only",
  why: "Version 2 of Clerk's session tokens keeps the organization in the claim o. org_id is absent there, so the policy never passes.",
  help: "Read both: coalesce(auth.jwt()->'o'->>'id', auth.jwt()->>'org_id').",
  *check(subject) {
    for (const { place, object, caller } of callerUses(subject)) {
      const paths = caller.readings.map((reading) => reading.path.join("."));
      const old = paths.find((path) => V1[path] !== undefined);
      if (old === undefined || paths.includes(V1[old] ?? "")) continue;
      yield {
        object,
        message: `${place} reads ${old}, which version 2 of Clerk's tokens does not have`,
      };
    }
  },
};
