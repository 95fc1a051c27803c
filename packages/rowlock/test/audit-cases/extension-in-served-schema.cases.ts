import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [{ name: "in public", sql: `create extension pg_trgm with schema public;` }],
  valid: [{ name: "in extensions", sql: `create extension pg_trgm with schema extensions;` }],
};
