import { isDeepStrictEqual } from "node:util";
import type { CallerValue } from "../../expression/caller-value.ts";
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
    const uses = callerUses(subject);
    for (const { place, object, caller } of uses) {
      const paths = caller.readings.map((reading) => reading.path.join("."));
      const old = paths.find((path) => V1[path] !== undefined);
      if (old === undefined || paths.includes(V1[old] ?? "")) continue;
      // `org_id = v1 or org_id = v2` reads both as well.
      const beside = uses.filter((one) => isDeepStrictEqual(one.object, object));
      if (beside.some((one) => readsPath(one.caller, V1[old] ?? ""))) continue;
      yield {
        object,
        message: `${place} reads ${old}, which version 2 of Clerk's tokens does not have`,
      };
    }
  },
};

function readsPath(caller: CallerValue, path: string): boolean {
  return caller.readings.some((reading) => reading.path.join(".") === path);
}
