import { sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { ownerTest, relationName, statement } from "../../fix/fix.ts";
import type { CallerUse } from "../caller-uses.ts";
import { callerUses } from "../caller-uses.ts";
import type { AuditSubject, Rule } from "../rule.ts";

const NUMERIC = ["uuid", "int4", "int8", "integer", "bigint", "numeric"];

export const claimCastToUuid: Rule = {
  id: "claim-cast-to-uuid",
  level: "error",
  title: "A Clerk id is cast to uuid",
  why: "auth.uid() and ::uuid are for Supabase's own users. Clerk's ids are text, such as user_2abc: the cast fails with \"invalid input syntax for type uuid\" on every request.",
  help: "Use auth.jwt()->>'sub' and a text column.",
  *check(subject) {
    for (const use of callerUses(subject)) {
      const wrong = use.caller.readings.find(
        (reading) =>
          reading.path.join(".") === "sub" && reading.casts.some((type) => NUMERIC.includes(type)),
      );
      if (wrong === undefined) continue;
      yield {
        object: use.object,
        message: `${use.place} casts the caller's id to ${wrong.casts[0]}, which Clerk's ids are not`,
        fix: columnDefaultFix(use, subject),
      };
    }
  },
};

function columnDefaultFix(use: CallerUse, subject: AuditSubject): string | null {
  const { relation, name } = use.policy ?? {};
  if (relation === undefined || name === undefined) return null;
  const test = ownerTest(relation, subject);
  const policy = relation.policies.find((one) => one.name === name);
  if (test === undefined || policy === undefined) return null;
  const using = policy.using === null ? sql`` : sql`\n  using (${test})`;
  const check = policy.check === null ? sql`` : sql`\n  with check (${test})`;
  return statement(
    sql`alter policy ${readableName(name)} on ${relationName(relation)}${using}${check}`,
  );
}
