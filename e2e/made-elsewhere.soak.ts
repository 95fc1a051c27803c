// The packages put into an app that another tool has made, by the words of their README: two people sign in, each sees
// their own rows, and the proof is green.
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { findFreePorts } from "../packages/rowlock/test/free-ports.ts";
import { removeProject } from "../packages/rowlock/test/remove-project.ts";
import { launchBrowser } from "./harness/browser.ts";
import { followClerksQuickstart, followTheGuide } from "./harness/newcomer.ts";
import { answers, until } from "./harness/run-rowlock.ts";
import { REPOSITORY, startProgram } from "./harness/running-process.ts";
import { addTasks, codeOf, PRINTED_HERE, taskOf } from "./harness/sdk-app.ts";
import { makeStrangersFolder, makeTarballs, runToEnd, TARBALLS } from "./harness/stranger.ts";
import { withTab } from "./harness/tab.ts";
import { ADA, GRACE, type Person } from "./journeys/people.ts";
import { signInBy, tasks } from "./journeys/sdk-app.ts";

beforeAll(makeTarballs);

interface Project {
  /** The tool, which makes the folder `my-app` without its packages. */
  readonly create: readonly [string, ...string[]];
  readonly packages: readonly string[];
  /** What its owner writes by hand, once `rowlock init` has run. */
  write(directory: string): Promise<void>;
  readonly serve: (port: string) => readonly string[];
  /** With Rowlock running, before anybody comes. */
  prepare?(env: Readonly<Record<string, string>>): Promise<void>;
  visit(page: Page, person: Person): Promise<void>;
}

const NEXT: Project = {
  create: [
    "npx",
    ...["--yes", "create-next-app@16.4.3", "my-app", "--skip-install", "--yes"],
    ...["--ts", "--app", "--src-dir", "--no-eslint", "--no-tailwind", "--use-npm", "--disable-git"],
  ],
  packages: ["@clerk/nextjs@7.9.17"],
  async write(directory) {
    await followClerksQuickstart(directory);
    await followTheGuide(directory);
  },
  serve: (port) => ["node_modules/.bin/next", "dev", "-H", "localhost", "-p", port],
  async visit(page, person) {
    await page.goto("/");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("input[name=identifier]").fill(person.email);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.locator("input[name=password]").fill(person.password);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByText("No tasks found").waitFor();
    await page.getByPlaceholder("Enter new task").fill(`Row home, ${person.email}`);
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText(`Row home, ${person.email}`).waitFor();
  },
};

const VITE: Project = {
  create: [
    "npx",
    "--yes",
    "create-vite@9.3.0",
    "my-app",
    "--template",
    "react-ts",
    "--no-interactive",
  ],
  packages: ["@clerk/react@6.18.0"],
  async write(directory) {
    const source = join(REPOSITORY, "e2e/sdks/react-6/src");
    const migrations = "supabase/migrations";
    await cp(join(REPOSITORY, "e2e/sdks/project", migrations), join(directory, migrations), {
      recursive: true,
    });
    await cp(join(source, "tasks.tsx"), join(directory, "src/tasks.tsx"));
    const printed = await runToEnd(
      ["node_modules/.bin/rowlock", "env", "--framework", "vite"],
      directory,
    );
    const main = await readFile(join(source, "main.tsx"), "utf8");
    await writeFile(join(directory, "src/main.tsx"), main.replace(PRINTED_HERE, codeOf(printed)));
  },
  serve: (port) => ["node_modules/.bin/vite", "--port", port, "--strictPort"],
  prepare: (env) => addTasks({ env }),
  async visit(page, person) {
    await signInBy(page, { button: "Sign in", person });
    expect(await tasks(page)).toEqual([taskOf(person === ADA ? "Ada" : "Grace")]);
  },
};

test.each([
  ["create-next-app", NEXT],
  ["create-vite", VITE],
])("a project of %s has Rowlock from its packages", async (_name, project) => {
  const home = await makeStrangersFolder();
  const directory = join(home, "my-app");
  const { base, app: port } = await findFreePorts();
  const url = `http://localhost:${port}`;
  const rowlock = "node_modules/.bin/rowlock";
  try {
    await runToEnd(project.create, home);
    const add = ["npm", "install", "--no-audit", "--no-fund"] as const;
    await runToEnd([...add, "@supabase/supabase-js@2.119.1", ...project.packages], directory);
    await runToEnd([...add, "--save-dev", ...TARBALLS], directory);
    await runToEnd([rowlock, "init", "--yes", "--port-base", String(base)], directory);
    await project.write(directory);
    const dev = startProgram({
      command: [rowlock, "dev", "--", ...project.serve(String(port))],
      directory,
      env: process.env,
    });
    const browser = await launchBrowser();
    try {
      await until(() => answers(url), dev);
      await project.prepare?.(JSON.parse(await runToEnd([rowlock, "env", "--json"], directory)));
      for (const person of [ADA, GRACE]) {
        await withTab(browser, { url, work: ({ page }) => project.visit(page, person) });
      }
      const proof = await runToEnd([rowlock, "prove"], directory);
      expect(proof).toContain("Each sees only what is theirs");
    } finally {
      await browser.close();
      await dev.stop();
    }
  } finally {
    await removeProject(directory);
    await rm(home, { recursive: true, force: true });
  }
});
