// docs/errors.md, made from the registry. A test keeps the page in step; `npx vitest run errors -u` writes it anew.
import { ERRORS } from "./registry.ts";

export function renderErrorsPage(): string {
  const sections = Object.entries(ERRORS)
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([code, entry]) => `## ${code}\n\n${entry.meaning}\n\n${entry.remedy}\n`);
  return [
    "# Errors",
    "",
    "Every code that Rowlock gives to an error of its own. The Data API answers with PostgREST's codes (`PGRST...`) and PostgreSQL's SQLSTATEs, the identity service with Clerk's.",
    "",
    "This page is made from `packages/rowlock/src/errors/registry.ts`.",
    "",
    ...sections,
  ].join("\n");
}
