// Buckets and files in Studio: a bucket is made, files are dropped into it, looked at, given another name and deleted; its
// policies are written by the form, and then Ada sees her files and Grace none of them.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { callStudio, goTo, openStudio, says } from "./studio-tab.ts";

let studio: RunningStudio;
let browser: Browser;

beforeAll(async () => {
  [studio, browser] = await Promise.all([startStudio(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
});

async function makePerson(name: string): Promise<string> {
  const body = { email_address: [`${name}@example.com`], skip_password_requirement: true };
  const made = await callStudio(studio.output(), { path: "/clerk/v1/users", body });
  return (made as { id: string }).id;
}

interface Dropped {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** As a person drags a file from their desktop. */
async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, type, text } of given) transfer.items.add(new File([text], name, { type }));
    return transfer;
  }, files);
  const place = page.getByRole("region", { name: "Files" });
  for (const event of ["dragenter", "dragover", "drop"]) {
    await place.dispatchEvent(event, { dataTransfer });
  }
}

const file = (page: Page, name: string) =>
  page.getByRole("region", { name: "Files" }).getByRole("button", { name, exact: true });

async function more(page: Page, { name, item }: { readonly name: string; readonly item: string }) {
  await page.getByRole("button", { name: `More about ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

test("files of two people, from the bucket to its end", async () => {
  const [ada, grace] = [await makePerson("ada"), await makePerson("grace")];
  await withTab(browser, {
    url: studio.origin,
    async work({ page, complaints }) {
      await openStudio(page, studio.output());
      await goTo(page, "Storage");
      await page.getByRole("button", { name: "Create a new bucket" }).first().click();
      await page.getByLabel("Name").fill("files");
      await page.getByLabel("Largest file").fill("2");
      await page.getByRole("button", { name: "Save" }).click();
      await says(page, "Created files");
      await page.getByRole("heading", { name: "files", exact: true }).waitFor();
      await page.getByText("up to 2 MB").waitFor();

      await page.goto(`/storage/files?folder=${ada}/`);
      await page.getByText("No files here").waitFor();
      const html = "<script>document.title = 'broken out'</script>";
      await drop(page, [
        { name: "note.txt", type: "text/plain", text: "What Ada noted" },
        { name: "page.html", type: "text/html", text: html },
      ]);
      await says(page, "Uploaded 2 files");
      await file(page, "note.txt").click();
      await page.getByText("What Ada noted").waitFor();
      await page.keyboard.press("Escape");
      await file(page, "page.html").click();
      await page.getByText(html).waitFor();
      expect(await page.title()).not.toBe("broken out");
      await page.keyboard.press("Escape");

      // A name that storage does not take is said, and the others are there.
      await drop(page, [{ name: "😀.txt", type: "text/plain", text: "x" }]);
      await page.getByText("Invalid key").waitFor();

      // No policy yet: nobody but the service sees a thing.
      await page.getByLabel("View as").selectOption(ada);
      await page.getByText("No file is visible").waitFor();
      await page.getByRole("button", { name: "Policies", exact: true }).click();
      const form = page.getByRole("dialog", { name: "Policies of files" });
      await form.getByRole("button", { name: "The SQL that will run" }).click();
      await form.getByText("(storage.foldername(name))[1]").first().waitFor();
      await form.getByRole("button", { name: "Write policies" }).click();
      await says(page, "Protected files");
      await file(page, "note.txt").click();
      await page.getByText("What Ada noted").waitFor();
      await page.keyboard.press("Escape");
      expect(await page.getByRole("button", { name: "Upload files" }).count()).toBe(0);
      await page.getByLabel("View as").selectOption(grace);
      await page.getByText("No file is visible").waitFor();
      await page.getByLabel("View as").selectOption("");

      await more(page, { name: "note.txt", item: "Move or rename" });
      await page.getByRole("dialog").getByLabel("Name").fill(`${ada}/kept/renamed.txt`);
      await page.getByRole("button", { name: "Move", exact: true }).click();
      await says(page, `Moved to ${ada}/kept/renamed.txt`);
      await file(page, "note.txt").waitFor({ state: "detached" });
      await file(page, "kept").click();
      await file(page, "renamed.txt").waitFor();
      await page.getByRole("navigation", { name: "Folder" }).getByText(ada).click();

      await page.getByRole("checkbox", { name: "Choose kept" }).check();
      await page.getByRole("checkbox", { name: "Choose page.html" }).check();
      await page.getByRole("button", { name: "Delete 2" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("No files here").waitFor();

      await more(page, { name: "files", item: "Delete bucket" });
      await page.getByRole("alertdialog").getByRole("button", { name: "Delete bucket" }).click();
      await says(page, "Deleted files");
      await page.getByText("No buckets yet").waitFor();
      expect(complaints.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
    },
  });
});
