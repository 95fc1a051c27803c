import { callerUses } from "../caller-uses.ts";
import type { Rule } from "../rule.ts";

/** Names of claims that are meant to hold dots are addresses: https://example.com/role. */
const DOTTED = /^[A-Za-z_]+(\.[A-Za-z_]+)+$/;

export const claimPathDotted: Rule = {
  id: "claim-path-dotted",
  level: "error",
  title: "A claim is read by a path with a dot",
  why: "->>'o.id' asks for a key that is called \"o.id\". There is none, so the result is always NULL, and the policy never passes.",
  help: "Go down one key at a time: auth.jwt()->'o'->>'id'.",
  *check(subject) {
    for (const { place, object, caller } of callerUses(subject)) {
      const key = caller.readings.flatMap((one) => one.path).find((part) => DOTTED.test(part));
      if (key === undefined) continue;
      const right = key
        .split(".")
        .map((part) => `'${part}'`)
        .join("->")
        .replace(/->(?=[^>]*$)/, "->>");
      yield {
        object,
        message: `${place} reads the key '${key}', which no token has; it means ->${right}`,
      };
    }
  },
};
