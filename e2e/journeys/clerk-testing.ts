// The helpers that Clerk gives for tests with Playwright, as its users call them.
// They read the instance from the environment: CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY and CLERK_API_URL. The one that
// reads no address is helped by what `rowlock dev --` preloads into Node.js programs.
import { createRequire } from "node:module";
import { clerk, clerkSetup, setupClerkTestingToken } from "@clerk/testing/playwright";
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

/** How an app shows whether somebody is signed in. */
export interface Signs {
  in(page: Page): Promise<void>;
  out(page: Page): Promise<void>;
}

export interface StrategiesOptions {
  readonly app: RunningApp;
  readonly person: Person;
  readonly signs: Signs;
}

export async function signsInByEachStrategy(
  page: Page,
  { app, person, signs }: StrategiesOptions,
): Promise<void> {
  const { email: identifier, password, phone } = person;
  const ticket = await ticketOf(app, identifier);
  await setupClerkTestingToken({ page });
  await page.goto("/");
  await clerk.loaded({ page });
  const ways = [
    () => clerk.signIn({ page, signInParams: { strategy: "password", identifier, password } }),
    () => clerk.signIn({ page, signInParams: { strategy: "email_code", identifier } }),
    () => clerk.signIn({ page, signInParams: { strategy: "ticket", ticket } }),
    () => clerk.signIn({ page, emailAddress: identifier }),
    ...(phone === undefined
      ? []
      : [
          () => clerk.signIn({ page, signInParams: { strategy: "phone_code", identifier: phone } }),
        ]),
  ];
  for (const signInByOne of ways) {
    await signInByOne();
    await signs.in(page);
    await clerk.signOut({ page });
    await signs.out(page);
  }
}

async function ticketOf(app: RunningApp, email: string): Promise<string> {
  const { users, signInTokens } = backendOf(app);
  const { data } = await users.getUserList({ emailAddress: [email] });
  const { token } = await signInTokens.createSignInToken({
    userId: data[0]!.id,
    expiresInSeconds: 600,
  });
  return token;
}
