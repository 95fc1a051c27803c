// Webhooks in Studio: an endpoint made by its form is told of a new user; its attempts are shown; a message is sent again; and the
// switches make a delivery fail, which is shown as well.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { callStudio, goTo, openStudio, says } from "./studio-tab.ts";

let studio: RunningStudio;
let browser: Browser;
let handler: Server;
const seen: string[] = [];

beforeAll(async () => {
  [studio, browser] = await Promise.all([startStudio(), launchBrowser()]);
  handler = createServer((request, response) => {
    seen.push(String(request.headers["svix-id"]));
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => handler.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
  handler?.close();
});

function createUser(name: string): Promise<unknown> {
  return callStudio(studio.output(), {
    path: "/clerk/v1/users",
    body: { email_address: [`${name}@example.com`], skip_password_requirement: true },
  });
}

test("an endpoint is made, told, replayed and made to misbehave", async () => {
  await withTab(browser, {
    url: studio.origin,
    async work({ page }) {
      await openStudio(page, studio.output());
      await goTo(page, "Webhooks");
      await page.getByText("Nobody is told yet").waitFor();
      await page.getByRole("button", { name: "Add an endpoint" }).click();
      const form = page.getByRole("dialog", { name: "Add an endpoint" });
      await form.getByLabel("Endpoint URL").fill("ftp://nowhere");
      await form.getByRole("button", { name: "Save" }).click();
      await form.getByText("must be an http or https address").waitFor();
      const url = `http://127.0.0.1:${(handler.address() as AddressInfo).port}/hooks`;
      await form.getByLabel("Endpoint URL").fill(url);
      await form.getByRole("checkbox", { name: "user.*" }).check();
      await form.getByRole("button", { name: "Save" }).click();
      await says(page, `Added ${url}`);
      await page.getByRole("button", { name: `Signing secret of ${url}` }).click();
      await page.getByText(/^whsec_/).waitFor();

      await createUser("told");
      const message = page.getByRole("button", { name: /^user\.created/ });
      await message.click();
      const sheet = page.getByRole("dialog", { name: "user.created" });
      await sheet.getByText("204").waitFor();
      await sheet.getByText('"told@example.com"').first().waitFor();
      await sheet.getByRole("button", { name: "Replay" }).click();
      await sheet.getByText("Attempt 2").waitFor();
      // The same message: a handler that has seen its id does nothing.
      expect(seen).toHaveLength(2);
      expect(new Set(seen).size).toBe(1);
      await sheet.getByRole("button", { name: "Close" }).click();

      await page.getByRole("button", { name: url, exact: true }).click();
      const edit = page.getByRole("dialog", { name: "Edit the endpoint" });
      await edit.getByLabel("Fail, in %").fill("100");
      await edit.getByRole("button", { name: "Save" }).click();
      await page.getByText("100 % fail").waitFor();
      await createUser("not-told");
      await message.nth(1).waitFor();
      await message.first().click();
      await sheet.getByText("no answer").first().waitFor();
      await sheet.getByText("Next attempt").waitFor();
      expect(seen).toHaveLength(2);
    },
  });
});
