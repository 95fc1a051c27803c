import { OWN, policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

const ME = "(select auth.jwt() ->> 'sub')";
const see = (select: string) => `${TASKS}${policies("tasks", { select })}`;

export const cases: RuleCases = {
  invalid: [
    { name: "without case", sql: see(`user_id ilike ${ME}`) },
    { name: "in lower case", sql: see(`lower(user_id) = lower(${ME})`) },
    { name: "the beginning alone", sql: see(`left(user_id, 9) = left(${ME}, 9)`) },
    { name: "found in a list that is text", sql: see(`${OWN} or name like '%' || ${ME} || '%'`) },
    { name: "by position", sql: see(`${OWN} or position(${ME} in name) > 0`) },
    { name: "by length", sql: see(`length(user_id) = length(${ME})`) },
    { name: "by order", sql: see(`user_id >= ${ME}`) },
  ],
  valid: [
    { name: "whole ids", sql: SOUND },
    { name: "a pattern of the row's own", sql: see(`${OWN} and name ilike 'a%'`) },
    { name: "a part of the row that is a whole id", sql: see(`split_part(name, '/', 1) = ${ME}`) },
    {
      name: "an address, whose case says nothing",
      sql: see(`${OWN} or lower(name) = lower((select auth.jwt() ->> 'email'))`),
    },
  ],
};
