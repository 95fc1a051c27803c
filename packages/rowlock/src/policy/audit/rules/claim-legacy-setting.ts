import { callerUses } from "../caller-uses.ts";
import type { Rule } from "../rule.ts";

export const claimLegacySetting: Rule = {
  id: "claim-legacy-setting",
  level: "error",
  title: "A claim is read from a setting that is no longer made",
  why: "PostgREST puts the claims into request.jwt.claims, as one JSON. request.jwt.claim.NAME is from before version 9: it is empty, or an error.",
  help: "Use auth.jwt()->>'NAME'.",
  *check(subject) {
    for (const { place, object, caller } of callerUses(subject)) {
      const [reading] = caller.readings;
      if (reading === undefined || !caller.readings.every((one) => one.legacy)) continue;
      yield { object, message: `${place} reads request.jwt.claim.${reading.path.join(".")}` };
    }
  },
};
