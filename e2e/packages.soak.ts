// The way in until there is a release: the packages that `npm run pack` makes, in a stranger's project outside this
// repository, installed by each package manager as README says; and the app that `init --example` makes in an empty folder.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { findFreePorts } from "../packages/rowlock/test/free-ports.ts";
import { removeProject } from "../packages/rowlock/test/remove-project.ts";
import { launchBrowser } from "./harness/browser.ts";
import { answers, until } from "./harness/run-rowlock.ts";
import { startProgram } from "./harness/running-process.ts";
import { makeStrangersFolder, makeTarballs, runToEnd, TARBALLS } from "./harness/stranger.ts";
import { withTab } from "./harness/tab.ts";
import { signIn } from "./journeys/account.ts";
import { ADA, GRACE } from "./journeys/people.ts";
import { clientSide } from "./journeys/task-pages.ts";

/** What the stranger's program does: a request by supabase-js through @rowlock/client, as the environment says. */
const PROGRAM = `
import { createClerkSupabaseClient } from "@rowlock/client";
const { SUPABASE_URL: url, SUPABASE_KEY: key } = process.env;
const session = { id: "none", getToken: async () => null };
const supabase = createClerkSupabaseClient({ url, key, session });
const { error } = await supabase.from("boats").select();
console.log("Answer:", error.code);
`;

const MAKE_CLIENT = `
import { createClerkSupabaseClient } from "@rowlock/client";
try {
  createClerkSupabaseClient({ url: "http://127.0.0.1:1", key: "anon", session: null });
  console.log("made");
} catch (error) {
  console.log(error.code);
}
`;

beforeAll(makeTarballs);

const IN_PLACE = ["node_modules/.bin/rowlock"] as const;
const NEXT = "node_modules/.bin/next";
const BERRY = ["npx", "--yes", "--package", "@yarnpkg/cli-dist@4.18.1", "yarn"] as const;

/** How each package manager adds packages, and how it runs a program of them. */
test.each([
  ["npm", ["npm", "install", "--save-dev"], IN_PLACE],
  ["pnpm", ["npx", "--yes", "pnpm@10.18.3", "add", "--save-dev"], IN_PLACE],
  ["yarn 1", ["npx", "--yes", "yarn@1.22.22", "add", "--dev"], IN_PLACE],
  // Without a folder of packages: they are read from archives.
  ["yarn 4, Plug'n'Play", [...BERRY, "add", "--dev"], [...BERRY, "rowlock"]],
] as const)("a stranger's project has Rowlock by %s", async (_name, add, rowlock) => {
  const directory = await makeStrangersFolder();
  try {
    const manifest = { name: "stranger", private: true, type: "module" };
    await writeFile(join(directory, "package.json"), JSON.stringify(manifest));
    await writeFile(join(directory, "ask.js"), PROGRAM);
    // The newest one that takes Node 20; yarn refuses what its engines do not.
    await runToEnd([...add, "@supabase/supabase-js@2.109.0", ...TARBALLS], directory);
    const { base } = await findFreePorts();
    await runToEnd([...rowlock, "init", "--yes", "--port-base", String(base)], directory);
    const said = await runToEnd([...rowlock, "dev", "--", "node", "ask.js"], directory);
    // PostgREST's word for a table that is not there.
    expect(said).toContain("Answer: PGRST205");
  } finally {
    await removeProject(directory);
  }
});

test("a supabase-js that takes no token is refused, the oldest that takes one is not", async () => {
  const directory = await makeStrangersFolder();
  try {
    await writeFile(join(directory, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(directory, "make.js"), MAKE_CLIENT);
    for (const [version, said] of [
      ["2.44.4", "CLIENT_TOO_OLD"],
      ["2.45.0", "made"],
    ] as const) {
      const add = ["npm", "install", "--legacy-peer-deps", `@supabase/supabase-js@${version}`];
      await runToEnd([...add, ...TARBALLS.slice(1)] as [string, ...string[]], directory);
      expect(await runToEnd(["node", "make.js"], directory)).toContain(said);
    }
  } finally {
    await removeProject(directory);
  }
});

test.each([
  ["with install scripts", []],
  ["without them", ["--ignore-scripts"]],
])("an empty folder has a working app by init --example, installed %s", async (_name, flags) => {
  const directory = await makeStrangersFolder();
  const { base, app: port } = await findFreePorts();
  const url = `http://localhost:${port}`;
  const run = ["npx", "--yes", "--package", TARBALLS[0] ?? "", "rowlock"] as const;
  try {
    await runToEnd([...run, "init", "--example", "--yes", "--port-base", String(base)], directory);
    await runToEnd(["npm", "install", ...flags], directory);
    const dev = startProgram({
      // What `npm run dev` runs, without npm, which a signal to it alone ends without a word to the program.
      command: [...IN_PLACE, "dev", "--", NEXT, "dev", "-H", "localhost", "-p", String(port)],
      directory,
      env: process.env,
    });
    const browser = await launchBrowser();
    try {
      await until(() => answers(url), dev);
      for (const person of [ADA, GRACE]) {
        await withTab(browser, {
          url,
          async work({ page }) {
            await signIn(page, person);
            expect(await clientSide.list(page)).toEqual([]);
            await clientSide.add(page, `Row home, ${person.email}`);
          },
        });
      }
      const proof = await runToEnd(["npx", "rowlock", "prove"], directory);
      expect(proof).toContain("Each sees only what is theirs");
    } finally {
      await browser.close();
      await dev.stop();
    }
  } finally {
    await removeProject(directory);
  }
});
