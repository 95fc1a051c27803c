import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a service key",
      project: {
        secrets: [
          {
            place: "variable",
            file: ".env.local",
            line: 3,
            name: "NEXT_PUBLIC_KEY",
            kind: "a service_role key",
          },
        ],
      },
    },
  ],
  valid: [{ name: "none", project: { secrets: [] } }],
};
