import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a Clerk key",
      project: {
        secrets: [
          { place: "bundle", file: "dist/app.js", line: 1, name: null, kind: "a Clerk secret key" },
        ],
      },
    },
  ],
  valid: [{ name: "none", project: { secrets: [] } }],
};
