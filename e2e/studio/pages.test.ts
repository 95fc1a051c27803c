// What Studio's pages do with markup in names and rows, with a foreign frame, without the secret, with errors, and with the keyboard alone.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { REPOSITORY } from "../harness/running-process.ts";
import { type Tab, withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { fillProject, MARKUP, type Made } from "./sample-project.ts";
import { callStudio, goTo, openStudio, settled, studioLink, write } from "./studio-tab.ts";

describe("Studio's pages", () => {
  let studio: RunningStudio;
  let browser: Browser;
  let made: Made;

  beforeAll(async () => {
    [studio, browser] = await Promise.all([startStudio(), launchBrowser()]);
    made = await fillProject(studio.output());
  });

  afterAll(async () => {
    await browser?.close();
    await studio?.stop();
  });

  async function inStudio(work: (tab: Tab) => Promise<void>): Promise<void> {
    await withTab(browser, {
      url: studio.origin,
      async work(tab) {
        await openStudio(tab.page, studio.output());
        await work(tab);
      },
    });
  }

  test("show markup in names and rows as text", async () => {
    await inStudio(async ({ page, complaints }) => {
      const table = encodeURIComponent("<b>marked</b>");
      for (const path of [
        "/tables",
        `/tables/public/${table}`,
        "/policies",
        "/users",
        `/users/${made.userId}`,
        "/",
      ]) {
        await page.goto(path);
        await settled(page);
        expect(
          await page.locator("main img[src=x], main b:text('marked'), main s, main u").count(),
          path,
        ).toBe(0);
      }
      await page.goto(`/tables/public/${table}`);
      await page.getByRole("gridcell", { name: MARKUP }).waitFor();
      expect(await page.title()).not.toBe("broken out");
      expect(complaints.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
    });
  });

  test("are not framed by another page", async () => {
    await withTab(browser, {
      url: studio.origin,
      async work({ page }) {
        const framed = async () => {
          await page.goto("http://localhost:9/");
          const frame = page.frames()[1];
          await frame?.waitForLoadState().catch(() => {});
          return (
            (await frame
              ?.locator("#root")
              .count()
              .catch(() => 0)) === 1
          );
        };
        await page.route("http://localhost:9/", (route) =>
          route.fulfill({
            contentType: "text/html",
            body: `<iframe src="${studio.origin}/"></iframe>`,
          }),
        );
        expect(await framed()).toBe(false);
        // The headers are what refuses it: without them the frame would hold the page.
        await page.route(`${studio.origin}/`, async (route) => {
          const response = await route.fetch();
          await route.fulfill({ contentType: "text/html", body: await response.body() });
        });
        expect(await framed()).toBe(true);
      },
    });
  });

  test("show nothing without the secret, and keep it out of the address", async () => {
    await withTab(browser, {
      url: studio.origin,
      async work({ page }) {
        await page.goto("/tables/public/tasks");
        await page.getByRole("heading", { name: "Open Studio by its link" }).waitFor();
        await page.goto(studioLink(studio.output()));
        await page.getByRole("heading", { name: "Overview" }).waitFor();
        expect(page.url()).not.toContain("token");
        await page.evaluate(() => localStorage.setItem("rowlock.secret", "of another run"));
        await page.goto("/tables/public/tasks");
        await page.getByRole("heading", { name: "Open Studio by its link" }).waitFor();
        expect(await page.context().cookies()).toEqual([]);
      },
    });
  });

  test("say what is wrong where it is, and keep what was typed", async () => {
    await inStudio(async ({ page }) => {
      await page.goto("/tables/public/tasks");
      await page.getByRole("gridcell", { name: "Task 1", exact: true }).dblclick();
      const cell = page.getByRole("dialog", { name: "name, row 1" });
      await cell.getByRole("textbox").fill("kept");
      await callStudio(studio.output(), {
        path: "/sql/run",
        body: {
          sql: "alter table tasks add constraint short check (length(name) > 4)",
          runId: "constraint-1",
        },
      });
      await page.keyboard.press("Enter");
      await cell.getByText('violates check constraint "short"').waitFor();
      expect(await cell.getByRole("textbox").inputValue()).toBe("kept");

      await page.goto("/sql");
      await write(page, { label: "SQL", text: "select 1;\nselect wrong_column from tasks;" });
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.getByText('column "wrong_column" does not exist').waitFor();
      expect(await page.locator(".cm-lintRange-error").textContent()).toBe("wrong_column");

      await page.goto("/tables?new=public");
      const name = page.getByRole("dialog").getByLabel("Name", { exact: true });
      await name.fill("tasks");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText('relation "tasks" already exists').waitFor();
      expect(await name.getAttribute("aria-invalid")).toBe("true");
      expect(await name.inputValue()).toBe("tasks");

      await page.goto("/jwt-templates/new?preset=supabase");
      await page.getByLabel("Signed with").selectOption("project");
      await write(page, { label: "Claims", text: '{"role": "service_role"}' });
      await page.getByText("must name its role literally").waitFor();
    });
  });

  test("go by the keyboard alone through a grid, into a cell, and back", async () => {
    await inStudio(async ({ page }) => {
      await page.goto("/tables/public/tasks");
      const grid = page.getByRole("grid", { name: "Rows of tasks" });
      await grid.getByRole("gridcell", { name: "Task 1", exact: true }).waitFor();
      await grid.focus();
      for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "Enter"])
        await page.keyboard.press(key);
      const cell = page.getByRole("dialog", { name: "name, row 2" });
      await cell.getByRole("textbox").fill("Row by keyboard");
      await page.keyboard.press("Enter");
      await cell.waitFor({ state: "detached" });
      await grid.getByRole("gridcell", { name: "Row by keyboard" }).waitFor();
      expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
      await page.keyboard.press("ControlOrMeta+End");
      await grid.getByRole("gridcell", { name: "Task 100", exact: true }).waitFor();
    });
  });

  test("follow a link to a filtered, sorted table, and go through its pages", async () => {
    await inStudio(async ({ page }) => {
      const filters = encodeURIComponent(
        JSON.stringify([{ column: "user_id", operator: "neq", value: "user_1" }]),
      );
      const sort = encodeURIComponent(JSON.stringify([{ column: "id", ascending: false }]));
      await page.goto(`/tables/public/tasks?filters=${filters}&sort=${sort}`);
      await page.getByText("100 rows in all").waitFor();
      await page.getByRole("gridcell", { name: "Task 150", exact: true }).waitFor();
      await page.getByRole("button", { name: "Remove the filter user_id is not user_1" }).click();
      await page.getByText("150 rows in all").waitFor();
      await page.getByRole("button", { name: "Next page" }).click();
      await page.getByText("50 shown").waitFor();
      await page.getByRole("button", { name: "Previous page" }).click();
      await page.getByText("100 shown").waitFor();
    });
  });

  test("show a table as each person sees it", async () => {
    const run = (sql: string, runId: string) =>
      callStudio(studio.output(), { path: "/sql/run", body: { sql, runId } });
    await run(
      `insert into tasks (name, user_id) values ('Of Ada alone', '${made.userId}'); grant select on tasks to authenticated`,
      "rows-of-ada",
    );
    await inStudio(async ({ page }) => {
      await page.goto(`/tables/public/tasks?as=${made.userId}`);
      await page.getByRole("gridcell", { name: "Of Ada alone" }).waitFor();
      await page.getByText(`1 row for ${made.userId}, through the Data API`).waitFor();
      // Nobody signed in was granted the table: the API's own refusal is shown, and what it means.
      await page.getByLabel("View as").selectOption("anon");
      await page.getByText("The Data API answers 401").waitFor();
      await page.getByText("it is refused before any policy is asked").waitFor();
      // Without row level security she would see them all: the page shows what the API gives, nothing else.
      await run("alter table tasks disable row level security", "rls-is-off-1");
      await page.getByLabel("View as").selectOption(made.userId);
      await page.getByText(`100 rows for ${made.userId}`).waitFor();
      await run("alter table tasks enable row level security", "rls-is-on-01");
    });
  });

  test("keep a change as a migration", async () => {
    await inStudio(async ({ page }) => {
      await goTo(page, "Migrations");
      await page.getByLabel("Name of the migration").fill("Tasks and more");
      await page.getByRole("button", { name: /as migration$/ }).click();
      await page.getByRole("button", { name: "tasks_and_more" }).click();
      await page.getByRole("dialog").getByText("create policy").waitFor();
    });
  });
});

test("Studio's first page loads less than 250 kB of JavaScript", async () => {
  const built = join(REPOSITORY, "packages/rowlock/dist/studio");
  const html = await readFile(join(built, "index.html"), "utf8");
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path!);
  expect(files.length).toBeGreaterThan(1);
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(join(built, file))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  // Nothing of the editors is among them.
  const names = (await readdir(join(built, "assets"))).filter((name) =>
    name.startsWith("code-editor"),
  );
  expect(names).toHaveLength(1);
  expect(html).not.toContain(names[0]);
});
