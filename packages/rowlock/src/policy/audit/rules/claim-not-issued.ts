import { type CallerUse, callerUses, claimPath } from "../caller-uses.ts";
import type { ProjectFacts } from "../project-facts.ts";
import type { Rule } from "../rule.ts";

/** What Clerk's session tokens and the Supabase template carry by themselves, by the first key. */
const ISSUED = new Set(
  `sub sid o org_id org_role org_slug org_permissions iss aud exp iat nbf jti azp v fva sts pla fea act role email
  app_metadata user_metadata`.split(/\s+/),
);

export const claimNotIssued: Rule = {
  id: "claim-not-issued",
  level: "info",
  title: "A rule asks for a claim that tokens do not carry by themselves",
  why: "A claim that is not there is NULL, and nothing equals NULL: nobody gets through. The user's id is the claim sub.",
  help: "Add the claim to the session token in Clerk's dashboard, or to a JWT template in rowlock.toml; or use sub.",
  *check(subject) {
    const known = claimsOf(subject.project);
    for (const use of callerUses(subject)) {
      if (!isMissing(use, known)) continue;
      yield {
        object: use.object,
        message: `${use.place} reads the claim ${claimPath(use.caller)}, which no template of this project sets`,
      };
    }
  },
};

function claimsOf({ templates }: ProjectFacts): ReadonlySet<string> {
  return new Set([...ISSUED, ...templates.flatMap(({ claims }) => Object.keys(claims))]);
}

/** None of the places that it may come from is known. Metadata is what Clerk's guides put there; other rules judge it. */
function isMissing({ caller }: CallerUse, known: ReadonlySet<string>): boolean {
  return caller.readings.every(
    ({ source, path: [first], legacy }) =>
      source === "claims" &&
      !legacy &&
      first !== undefined &&
      !known.has(first) &&
      !first.includes(".") &&
      !/metadata$/.test(first),
  );
}
