import { meaningOf } from "../../expression/claim-meaning.ts";
import { callerUses } from "../caller-uses.ts";
import type { Rule } from "../rule.ts";

export const claimEditable: Rule = {
  id: "claim-editable",
  level: "error",
  title: "A rule relies on something that the caller sets",
  why: "Unsafe metadata is changed by the user's own browser, and headers by whoever sends the request. What rests on them anyone can get.",
  help: "Use public metadata (as a claim of its own or in app_metadata), or a table that only the server writes.",
  *check(subject) {
    for (const { place, object, caller } of callerUses(subject)) {
      const reading = caller.readings.find((one) => meaningOf(one) === "editable");
      if (reading === undefined) continue;
      const what =
        reading.source === "claims" ? reading.path.join(".") : `the request's ${reading.source}`;
      yield { object, message: `${place} relies on ${what}, which the caller sets` };
    }
  },
};
