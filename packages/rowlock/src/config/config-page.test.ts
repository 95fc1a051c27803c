import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { renderConfigPage } from "./config-page.ts";

const page = fileURLToPath(new URL("../../../../docs/rowlock-toml.md", import.meta.url));

test("docs/rowlock-toml.md is in step with the schema", async () => {
  const text = renderConfigPage();
  expect(text).toContain("[[clerk.organizations]]");
  await expect(text).toMatchFileSnapshot(page);
});
