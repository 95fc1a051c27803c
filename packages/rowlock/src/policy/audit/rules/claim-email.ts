import { callerUses } from "../caller-uses.ts";
import type { Rule } from "../rule.ts";

export const claimEmail: Rule = {
  id: "claim-email",
  level: "info",
  title: "A rule tells people by their e-mail address",
  why: "An address changes, passes to somebody else, and is only as sure as its verification. Rows that hang on it are lost to their owner, or found by the next.",
  help: "Compare the user's id, the claim sub. Where invitations need the address, exchange it once for the id.",
  *check(subject) {
    for (const { place, object, caller } of callerUses(subject)) {
      const isEmail = caller.readings.some(
        ({ source, path }) => source === "claims" && path.at(-1) === "email",
      );
      if (isEmail) yield { object, message: `${place} compares the e-mail address` };
    }
  },
};
