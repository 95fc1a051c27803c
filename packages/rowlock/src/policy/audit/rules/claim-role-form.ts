import { type CallerValue, constantOf, readCallerValue } from "../../expression/caller-value.ts";
import { type Expression, walk, walkQuery } from "../../expression/expression.ts";
import { readRoutineBody } from "../../expression/routine-body.ts";
import type { GuardContext } from "../../expression/scope.ts";
import type { Rule } from "../rule.ts";
import { policyRelations } from "../weak-policies.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

/** What turns one form of a role into the other. */
const REWRITES = /^(replace|regexp_replace|regexp_substr|split_part|substr|substring|right|ltrim)$/;

export const claimRoleForm: Rule = {
  id: "claim-role-form",
  level: "warning",
  title: "An organization's role is compared in a form that tokens do not have",
  why: "Version 2 of Clerk's tokens says admin in o.rol, version 1 says org:admin in org_role. Compared with the other form, = lets nobody through, and <> everybody.",
  help: "Compare auth.jwt()->'o'->>'rol' with 'admin', and auth.jwt()->>'org_role' with 'org:admin'.",
  *check(subject) {
    for (const relation of policyRelations(subject)) {
      for (const { policy, using, check } of relation.guards) {
        const [wrong] = [using, check].flatMap((guard) =>
          guard?.understood ? wrongRoles(guard.expression, subject.context) : [],
        );
        if (wrong === undefined) continue;
        yield {
          object: policyObject({ relation, policy }),
          message: `The policy ${policyTitle({ relation, policy })} compares the role with '${wrong}', a form that ${wrong.startsWith("org:") ? "o.rol" : "org_role"} never has`,
        };
      }
    }
  },
};

function wrongRoles(expression: Expression, context: GuardContext): readonly string[] {
  return [...walk(expression)].flatMap((inner) => {
    if (inner.kind === "operator" && inner.left !== null && /^(=|<>)$/.test(inner.operator)) {
      const { left, right } = inner;
      return [...misfits(left, [right], context), ...misfits(right, [left], context)];
    }
    if (inner.kind !== "any" && inner.kind !== "all") return [];
    const items = inner.right.kind === "list" ? inner.right.args : [inner.right];
    return misfits(inner.left, items, context);
  });
}

/** The constants, where none of them has the form of the claim. */
function misfits(
  side: Expression,
  others: readonly Expression[],
  context: GuardContext,
): readonly string[] {
  const caller = readCallerValue(side, context);
  const form = caller && formOf(caller);
  const words = others.map(constantOf).filter((one) => typeof one === "string");
  if (form === undefined || words.length < others.length || rewrites(side, context)) return [];
  return words.some((word) => word.startsWith("org:") === (form === "prefixed")) ? [] : words;
}

/** Undefined for what is no role, or may be of either version. */
function formOf({ readings }: CallerValue): "plain" | "prefixed" | undefined {
  const paths = new Set(readings.map((reading) => reading.path.join(".")));
  if (paths.size !== 1) return undefined;
  if (paths.has("o.rol")) return "plain";
  return paths.has("org_role") ? "prefixed" : undefined;
}

function rewrites(side: Expression, context: GuardContext): boolean {
  return [...walk(side)].some((inner) => {
    if (inner.kind !== "call") return false;
    if (REWRITES.test(inner.name.at(-1) ?? "")) return true;
    const routine = context.findRoutine(inner.name, inner.args.length);
    const body = routine && readRoutineBody(routine, context.parser);
    if (!body?.ok) return false;
    return [...walkQuery(body.value)].some(
      (part) => part.kind === "call" && REWRITES.test(part.name.at(-1) ?? ""),
    );
  });
}
