// The helpers that Clerk gives for tests with Playwright, as its users call them.
// They read the instance from the environment: CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY and CLERK_API_URL. The one that
// reads no address is helped by what `rowlock dev --` preloads into Node.js programs.
import { createRequire } from "node:module";
import { clerk, clerkSetup } from "@clerk/testing/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { backendOf } from "../harness/backend.ts";
import type { RunningApp } from "../harness/running-app.ts";
import type { Person } from "./people.ts";

/** Gets a testing token, which shows that the service and its secret key are found. */
export async function setsUp({ env }: RunningApp): Promise<void> {
  for (const name of ["CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_API_URL"] as const) {
    process.env[name] = env[name]!;
  }
  createRequire(import.meta.url)("../../packages/rowlock/preload/clerk-api.cjs");
  await clerkSetup({ dotenv: false });
  expect(process.env.CLERK_TESTING_TOKEN).not.toBe("");
}

export async function signsInByEachStrategy(
  page: Page,
  { app, person }: { readonly app: RunningApp; readonly person: Person },
): Promise<void> {
  const { email: identifier, password } = person;
  await page.goto("/");
  await clerk.signIn({ page, signInParams: { strategy: "password", identifier, password } });
  await seesOwnTasks(page);
  await clerk.signOut({ page });
  await seesWelcome(page);

  await clerk.signIn({ page, signInParams: { strategy: "email_code", identifier } });
  await seesOwnTasks(page);
  await clerk.signOut({ page });
  await seesWelcome(page);

  const { users, signInTokens } = backendOf(app);
  const { data } = await users.getUserList({ emailAddress: [identifier] });
  const { token: ticket } = await signInTokens.createSignInToken({
    userId: data[0]!.id,
    expiresInSeconds: 60,
  });
  await clerk.signIn({ page, signInParams: { strategy: "ticket", ticket } });
  await seesOwnTasks(page);
  await clerk.signOut({ page });
  await seesWelcome(page);

  await clerk.signIn({ page, emailAddress: identifier });
  await seesOwnTasks(page);
  await clerk.signOut({ page });
  await seesWelcome(page);
}

async function seesOwnTasks(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Your tasks" }).waitFor();
}

async function seesWelcome(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "A task list that only you can read" }).waitFor();
}
