import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderBlock } from "./environment-block.ts";
import { findSignInPages } from "./sign-in-pages.ts";

const PORTAL = "http://localhost:54331";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-pages-"));
});

afterEach(() => rm(directory, { recursive: true }));

async function write(path: string, content = ""): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), content);
}

test("findSignInPages() gives the account portal to an app without pages", async () => {
  await write("src/app/page.tsx");
  await write("src/app/components/sign-in/index.tsx");
  await write("src/app/sign-up.tsx");
  expect(await findSignInPages(directory, PORTAL)).toEqual({
    signIn: `${PORTAL}/sign-in`,
    signUp: `${PORTAL}/sign-up`,
  });
});

test.each([
  "src/app/sign-in/[[...sign-in]]/page.tsx",
  "app/[locale]/(auth)/sign-in/page.jsx",
  "pages/sign-in.tsx",
  "src/routes/sign-in.tsx",
  "src/routes/sign-in.$.tsx",
  "src/pages/sign-in.astro",
  "pages/sign-in.vue",
  "app/pages/sign-in/[...rest].vue",
])("findSignInPages() finds %s", async (path) => {
  await write(path);
  expect(await findSignInPages(directory, PORTAL)).toEqual({
    signIn: "/sign-in",
    signUp: `${PORTAL}/sign-up`,
  });
});

test("findSignInPages() finds a file in the app folder of Expo, where it is a page", async () => {
  await write("package.json", JSON.stringify({ dependencies: { expo: "54.0.0" } }));
  await write("app/(auth)/sign-in.tsx");
  expect(await findSignInPages(directory, PORTAL)).toEqual({
    signIn: "/sign-in",
    signUp: `${PORTAL}/sign-up`,
  });
});

test.each(["", "VITE_", "PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "REACT_APP_"])(
  "findSignInPages() follows %sCLERK_SIGN_IN_URL",
  async (prefix) => {
    await write(".env", `${prefix}CLERK_SIGN_IN_URL=/login\n`);
    expect((await findSignInPages(directory, PORTAL)).signIn).toBe("/login");
  },
);

test("findSignInPages() follows what the app's .env files say, and not Rowlock's own block", async () => {
  await write("src/app/sign-up/page.tsx");
  await write(".env", "NEXT_PUBLIC_CLERK_SIGN_IN_URL='/login' # ours\n");
  await write(".env.local", renderBlock({ NEXT_PUBLIC_CLERK_SIGN_UP_URL: `${PORTAL}/sign-up` }));
  expect(await findSignInPages(directory, PORTAL)).toEqual({
    signIn: "/login",
    signUp: "/sign-up",
  });
});
