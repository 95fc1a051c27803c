import { callerUses, claimPath } from "../caller-uses.ts";
import type { Rule } from "../rule.ts";

export const claimQuoted: Rule = {
  id: "claim-quoted",
  level: "error",
  title: "A claim is taken as JSON where text is meant",
  why: '-> gives JSON, and as text that keeps its quotes: "user_2abc" with them equals no id, so the policy never passes.',
  help: "Use ->> for the last key.",
  *check(subject) {
    for (const { place, object, caller } of callerUses(subject)) {
      if (!caller.readings.some((reading) => reading.quoted)) continue;
      yield {
        object,
        message: `${place} reads ${claimPath(caller)} with -> and gets it with its quotes`,
      };
    }
  },
};
