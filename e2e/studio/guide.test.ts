// The whole guide in Studio, twice from an empty project: once by forms alone, once by the SQL Editor. Each time the app then works,
// and Studio shows what the guide's last step says: all rows, with differing user ids.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { type RunningApp, startApp } from "../harness/running-app.ts";
import { withTab } from "../harness/tab.ts";
import { signIn, signOut } from "../journeys/account.ts";
import { ADA, GRACE } from "../journeys/people.ts";
import { clientSide } from "../journeys/task-pages.ts";
import {
  createTemplate,
  createUser,
  grantInOneStep,
  readJwtSecret,
  readTasks,
} from "./guide-steps.ts";
import { readMadeSchema } from "./made-schema.ts";
import { callStudio, openStudio } from "./studio-tab.ts";
import { walkByForms } from "./walk-by-forms.ts";
import { walkBySql } from "./walk-by-sql.ts";

describe("the guide in Studio", () => {
  let app: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startEmptyProject(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  async function inStudio(work: (page: Page) => Promise<void>): Promise<void> {
    await withTab(browser, {
      url: app.url,
      async work({ page, hosts }) {
        await openStudio(page, app.output());
        await work(page);
        expect([...hosts]).toEqual(["127.0.0.1"]);
      },
    });
  }

  /** Two people add a task each in the app, and see only their own. */
  async function useTheApp(run: string): Promise<void> {
    await withTab(browser, {
      url: app.url,
      async work({ page }) {
        for (const person of [ADA, GRACE]) {
          await signIn(page, person);
          await clientSide.open(page);
          expect(await clientSide.list(page)).toEqual([]);
          await clientSide.add(page, `${run}, ${person.email}`);
          await page.reload();
          expect(await clientSide.list(page)).toEqual([`${run}, ${person.email}`]);
          await signOut(page);
        }
      },
    });
  }

  async function seesAllRows(run: string): Promise<void> {
    await inStudio(async (page) => {
      const rows = await readTasks(page);
      expect(rows.map((row) => row.name)).toEqual([
        `${run}, ${ADA.email}`,
        `${run}, ${GRACE.email}`,
      ]);
      expect(new Set(rows.map((row) => row.userId)).size).toBe(2);
      for (const row of rows) expect(row.userId).toMatch(/^user_\w+$/);
    });
  }

  test("works by forms alone, from an empty project to the app", async () => {
    await inStudio(async (page) => {
      for (const person of [ADA, GRACE]) await createUser(page, person);
      await walkByForms(page);
      await grantInOneStep(page);
      await createTemplate(page, await readJwtSecret(page));
    });
    await useTheApp("forms");
    await seesAllRows("forms");
  });

  test("works by the SQL Editor, and leaves the same but for what the guide writes differently", async () => {
    const byForms = await readMadeSchema(app.output());
    await callStudio(app.output(), {
      path: "/sql/run",
      body: { sql: "drop table tasks; drop function requesting_user_id()", runId: "back-to-empty" },
    });
    await inStudio(async (page) => {
      await walkBySql(page);
      await grantInOneStep(page);
    });
    await useTheApp("sql");
    await seesAllRows("sql");

    const bySql = await readMadeSchema(app.output());
    expect(byForms.function).toEqual(bySql.function);
    expect(byForms.policies.map(({ name: _, ...policy }) => policy)).toEqual(
      bySql.policies.map(({ name: _, ...policy }) => policy),
    );
    expect(byForms.policies.map(({ name }) => name)).toEqual([
      "Insert task policy",
      "Select tasks policy",
    ]);
    expect(bySql.policies.map(({ name }) => name)).toEqual([
      "Insert tasks policy",
      "Select tasks policy",
    ]);
    expect(byForms.columns).toEqual([
      {
        name: "id",
        type: "bigint",
        nullable: false,
        default: null,
        identity: "by default",
        primaryKey: true,
      },
      {
        name: "name",
        type: "text",
        nullable: true,
        default: null,
        identity: null,
        primaryKey: false,
      },
      {
        name: "user_id",
        type: "text",
        nullable: true,
        default: "requesting_user_id()",
        identity: null,
        primaryKey: false,
      },
    ]);
    expect(bySql.columns).toEqual([
      {
        name: "id",
        type: "integer",
        nullable: false,
        default: "nextval('tasks_id_seq'::regclass)",
        identity: null,
        primaryKey: true,
      },
      {
        name: "name",
        type: "text",
        nullable: false,
        default: null,
        identity: null,
        primaryKey: false,
      },
      {
        name: "user_id",
        type: "text",
        nullable: false,
        default: "requesting_user_id()",
        identity: null,
        primaryKey: false,
      },
    ]);
    expect(byForms.rls).toBe(true);
    expect(bySql.rls).toBe(true);
  });

  test("keeps the app working when the JWT secret is rotated, with nothing to be edited", async () => {
    const tokenOf = async () => {
      const user = (await callStudio(app.output(), { path: "/clerk/v1/users?query=ada" })) as {
        id: string;
      }[];
      const session = (await callStudio(app.output(), {
        path: "/clerk/v1/sessions",
        body: { user_id: user[0]!.id },
      })) as { id: string };
      const path = `/clerk/v1/sessions/${session.id}/tokens/supabase`;
      return ((await callStudio(app.output(), { path, body: {} })) as { jwt: string }).jwt;
    };
    const statusWith = async (token: string) => {
      const headers = {
        apikey: app.env.SUPABASE_PUBLISHABLE_KEY!,
        Authorization: `Bearer ${token}`,
      };
      return (await fetch(`${app.env.SUPABASE_URL}/rest/v1/tasks`, { headers })).status;
    };
    const before = await tokenOf();
    expect(await statusWith(before)).toBe(200);

    await inStudio(async (page) => {
      const secret = await readJwtSecret(page);
      await page.getByRole("button", { name: "Generate a new secret" }).click();
      const question = page.getByRole("alertdialog");
      await question.getByText("Tokens signed with the old secret get 401").waitFor();
      await question.getByText("restart the app").waitFor();
      await question.getByLabel("I have read what changes").check();
      await question.getByRole("button", { name: "Generate a new secret" }).click();
      await question.waitFor({ state: "detached" });
      expect(await readJwtSecret(page)).not.toBe(secret);
    });

    expect(await statusWith(before)).toBe(401);
    expect(await statusWith(await tokenOf())).toBe(200);
    await withTab(browser, {
      url: app.url,
      async work({ page }) {
        await signIn(page, ADA);
        await clientSide.add(page, "after the rotation");
      },
    });
  });
});

/** The example's app alone: no table, no template, nobody. It asks with the publishable key, which no rotation changes. */
function startEmptyProject(): Promise<RunningApp> {
  return startApp({
    example: "nextjs",
    without: ["supabase/migrations", "supabase/seed.sql", "rowlock.toml"],
    command: (port) => [
      "sh",
      "-c",
      `NEXT_PUBLIC_SUPABASE_KEY=$SUPABASE_PUBLISHABLE_KEY SUPABASE_KEY=$SUPABASE_PUBLISHABLE_KEY exec next dev -H localhost -p ${port}`,
    ],
    env: { NEXT_PUBLIC_CLERK_SUPABASE_TEMPLATE: "supabase" },
  });
}
