import type { Rule } from "../rule.ts";

export const templateWithoutRole: Rule = {
  id: "template-without-role",
  level: "error",
  title: "A JWT template gives no role",
  why: "The Data API takes the database role from the claim role. A token without it acts as anon, however valid it is.",
  help: 'Add role = "authenticated" to the template\'s claims.',
  *check({ project }) {
    for (const { name, claims } of project.templates) {
      if (typeof claims.role === "string" && claims.role !== "") continue;
      yield {
        object: { template: name, file: "rowlock.toml" },
        message: `The JWT template ${name} has no claim role, so its tokens act as anon`,
      };
    }
  },
};
