import { empty, sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";
import { wrapCalls } from "../wrap-calls.ts";

export const policyPerRow: Rule = {
  id: "policy-per-row",
  level: "warning",
  title: "A policy reads the token anew for every row",
  why: "PostgreSQL's plan has the call inside the row filter: the claims are parsed once a row, and a count of a million rows takes seconds.",
  help: "Write the call as (select ...): it is then evaluated once a query.",
  *check(subject) {
    for (const { schema, table, policy: name } of subject.perRow) {
      const relation = subject.relations.find((one) => one.schema === schema && one.name === table);
      const policy = relation?.policies.find((one) => one.name === name);
      if (relation === undefined || policy === undefined) continue;
      const wrapped = (text: string | null) => (text === null ? null : wrapCalls(text, subject));
      const using = wrapped(policy.using);
      const check = wrapped(policy.check);
      yield {
        object: { schema, table, policy: name },
        message: `The policy "${name}" on ${schema}.${table} reads the token for every row`,
        fix:
          using === policy.using
            ? null
            : statement(
                sql`alter policy ${readableName(name)} on ${relationName(relation)}${using === null ? empty : sql`\n  using (${trusted(using)})`}${check === null ? empty : sql`\n  with check (${trusted(check)})`}`,
              ),
      };
    }
  },
};
