import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { renderErrorsPage } from "./errors-page.ts";
import { ERRORS } from "./registry.ts";

const page = fileURLToPath(new URL("../../../../docs/errors.md", import.meta.url));

test("docs/errors.md is in step with the registry", async () => {
  await expect(renderErrorsPage()).toMatchFileSnapshot(page);
});

test("every code says what it means and what helps, in sentences", () => {
  for (const [code, entry] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/);
    expect(entry.meaning).toMatch(/^[A-Z`].*\.$/s);
    expect(entry.remedy).toMatch(/^[A-Z`].*\.$/s);
  }
});
