import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "no role",
      project: { templates: [{ name: "supabase", claims: { aud: "authenticated" } }] },
    },
  ],
  valid: [
    {
      name: "a role",
      project: { templates: [{ name: "supabase", claims: { role: "authenticated" } }] },
    },
  ],
};
