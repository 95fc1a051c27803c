import { OWN, type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "two for select",
      sql: `${SOUND}create policy "See too" on tasks for select to authenticated using (name = 'x' and ${OWN});`,
    },
  ],
  valid: [
    { name: "one a verb", sql: SOUND },
    {
      name: "one of them restrictive",
      sql: `${SOUND}create policy "Named" on tasks as restrictive for select to authenticated using (name <> '');`,
    },
  ],
};
