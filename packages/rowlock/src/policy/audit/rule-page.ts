// The page of a rule, docs/audit/<id>.md, out of the rule itself and its first cases. A test keeps the file in step.

import type { RuleCase, RuleCases } from "../../../test/rule-case.ts";
import type { Rule } from "./rule.ts";

export function renderRulePage(rule: Rule, cases: RuleCases): string {
  const bad = cases.invalid.find(hasSql);
  const good = cases.valid.find(hasSql);
  return [
    `# ${rule.id}`,
    `${rule.title}. Level: ${rule.level}.`,
    "## Why it matters",
    rule.why,
    "## What to do",
    rule.help,
    ...(bad === undefined ? [] : [`## Reported: ${bad.name}`, sqlBlock(bad)]),
    ...(good === undefined ? [] : [`## Not reported: ${good.name}`, sqlBlock(good)]),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function hasSql(one: RuleCase): boolean {
  return one.sql !== undefined;
}

function sqlBlock(one: RuleCase): string {
  return `\`\`\`sql\n${one.sql?.trim()}\n\`\`\``;
}
