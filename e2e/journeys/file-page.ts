// The page with files, and the few things that a person does there.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

export const filePage = {
  async open(page: Page): Promise<void> {
    await page.goto("/files");
    await page.getByRole("heading", { name: "Your files" }).waitFor();
  },
  /** The names that are listed, once they have loaded. */
  async list(page: Page): Promise<string[]> {
    await page.locator(".empty:not([role=status]), ul[aria-label='Your files']").waitFor();
    const names = await page
      .getByRole("button", { name: /^Download / })
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? ""));
    return names.map((label) => label.replace("Download ", ""));
  },
  /** Uploads a file, and waits until it is listed. */
  async upload(page: Page, { name, text }: { name: string; text: string }): Promise<void> {
    const field = page.getByLabel("New file");
    await field.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: `Download ${name}` }).waitFor();
  },
  /** Follows the link that is signed for this file. */
  async download(page: Page, name: string): Promise<{ url: string; text: string }> {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `Download ${name}` }).click(),
    ]);
    return { url: download.url(), text: await readFile(await download.path(), "utf8") };
  },
  async remove(page: Page, name: string): Promise<void> {
    const item = page.getByRole("button", { name: `Delete ${name}` });
    await item.click();
    await item.waitFor({ state: "detached" });
  },
};
