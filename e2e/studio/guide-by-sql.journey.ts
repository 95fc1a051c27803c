// The guide in Studio, as it is written: from an empty project to the working app by the SQL Editor, and a rotated JWT secret.
import { describe, expect, test } from "vitest";
import { withTab } from "../harness/tab.ts";
import { signIn } from "../journeys/account.ts";
import { ADA, GRACE } from "../journeys/people.ts";
import { clientSide } from "../journeys/task-pages.ts";
import { useGuideApp } from "./guide-app.ts";
import { createTemplate, createUser, grantInOneStep, readJwtSecret } from "./guide-steps.ts";
import { readMadeSchema } from "./made-schema.ts";
import { callStudio } from "./studio-tab.ts";
import { walkBySql } from "./walk-by-sql.ts";

describe("the guide in Studio", () => {
  const guide = useGuideApp();
  const { inStudio, useTheApp, seesAllRows } = guide;

  test("works by the SQL Editor, from an empty project to the app", async () => {
    await inStudio(async (page) => {
      for (const person of [ADA, GRACE]) await createUser(page, person);
      await walkBySql(page);
      await grantInOneStep(page);
      await createTemplate(page, await readJwtSecret(page));
    });
    await useTheApp("sql");
    await seesAllRows("sql");
    expect(await readMadeSchema(guide.app.output())).toMatchObject({ rls: true });
  });

  test("keeps the app working when the JWT secret is rotated, with nothing to be edited", async () => {
    const tokenOf = async () => {
      const user = (await callStudio(guide.app.output(), {
        path: "/clerk/v1/users?query=ada",
      })) as {
        id: string;
      }[];
      const session = (await callStudio(guide.app.output(), {
        path: "/clerk/v1/sessions",
        body: { user_id: user[0]!.id },
      })) as { id: string };
      const path = `/clerk/v1/sessions/${session.id}/tokens/supabase`;
      return ((await callStudio(guide.app.output(), { path, body: {} })) as { jwt: string }).jwt;
    };
    const statusWith = async (token: string) => {
      const headers = {
        apikey: guide.app.env.SUPABASE_PUBLISHABLE_KEY!,
        Authorization: `Bearer ${token}`,
      };
      return (await fetch(`${guide.app.env.SUPABASE_URL}/rest/v1/tasks`, { headers })).status;
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
    await withTab(guide.browser, {
      url: guide.app.url,
      async work({ page }) {
        await signIn(page, ADA);
        await clientSide.add(page, "after the rotation");
      },
    });
  });
});
