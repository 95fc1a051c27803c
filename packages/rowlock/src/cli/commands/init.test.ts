import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createTestDatabase,
  TEST_PASSWORD,
  type TestDatabase,
  testMajor,
} from "../../../test/database.ts";
import { loadProject } from "../../config/project.ts";
import { findPgDump } from "../../database/dump/find-pg-dump.ts";
import { applyInit } from "../../project/init/apply-init.ts";
import { runCli } from "../run-cli.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-init-"));
});

afterEach(() => rm(directory, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

const read = (path: string) => readFile(join(directory, path), "utf8");

/** Every file but those of git and of the state folder, with its content. */
async function tree(): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !/^\.(git|rowlock)\//.test(path));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, await read(path)] as const)),
  );
}

interface Run {
  readonly code: number;
  readonly output: string;
}

interface RunOptions {
  /** What somebody types at a terminal; without it there is none. */
  readonly typed?: string;
  readonly folder?: string;
  readonly path?: string | undefined;
}

async function run(
  args: readonly string[],
  { typed, folder = ".", path }: RunOptions = {},
): Promise<Run> {
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  const stdout = new PassThrough();
  let output = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  stdin.end(typed);
  const code = await runCli([...args, "--dir", join(directory, folder)], {
    stdin,
    stdout,
    stderr: stdout,
    env: { PATH: path },
    cwd: directory,
    signal: new AbortController().signal,
    startedAt: 0,
    exitCode: 0,
  });
  return { code, output };
}

const init = (...args: string[]) => run(["init", "--yes", ...args]);

async function summary(...args: string[]) {
  const { output } = await init("--json", ...args);
  return JSON.parse(output);
}

const NEXT_APP = {
  "package.json": JSON.stringify({ dependencies: { next: "16.4.6", react: "19.3.1" } }),
  "src/app/layout.tsx": "export default function Layout() {}\n",
  ".gitignore": "/node_modules\n.env*\n",
};

describe("rowlock init in an empty folder", () => {
  test("makes a project that Rowlock and the Supabase CLI read, and no second time anything", async () => {
    const first = await init();
    expect(first.code).toBe(0);
    const files = await tree();
    expect(Object.keys(files).sort()).toEqual([
      ".env.local",
      ".gitignore",
      "rowlock.toml",
      "supabase/.gitignore",
      "supabase/config.toml",
      "supabase/seed.sql",
    ]);
    const project = await loadProject(directory, { env: {} });
    expect(project.supabase.project_id).toMatch(/^rowlock-init-/);
    expect(project.rowlock.clerk.jwt_templates[0]?.name).toBe("supabase");
    expect((await stat(join(directory, "supabase/migrations"))).isDirectory()).toBe(true);
    expect((await stat(join(directory, ".env.local"))).mode & 0o777).toBe(0o600);
    expect(files[".env.local"]).not.toMatch(/SERVICE_ROLE|JWT_SECRET|DB_URL|sb_secret/);

    const second = await init();
    expect(second.output).toContain("Nothing to add");
    expect(await tree()).toEqual(files);
  });

  test("changes nothing with --dry-run", async () => {
    const { code, output } = await run(["init", "--dry-run"]);
    expect(code).toBe(0);
    expect(output).toContain("supabase/config.toml");
    expect(await readdir(directory)).toEqual([]);
  });

  test("writes the ports of --port-base into what it makes", async () => {
    await init("--port-base", "56000");
    const { ports } = await loadProject(directory, { env: {} });
    expect(ports).toEqual({ api: 56_000, database: 56_001, studio: 56_002, clerk: 56_010 });
    expect(await read(".env.local")).toContain("CLERK_API_URL=http://localhost:56010\n");
  });

  test("names the Supabase project of a folder above in the same repository", async () => {
    await write({ "supabase/config.toml": "", ".git/HEAD": "", "apps/web/package.json": "{}" });
    const { output } = await run(["init", "--dry-run"], { folder: "apps/web" });
    expect(output).toContain(`There is a Supabase project in ${directory}`);
    expect((await run(["init", "--dry-run"])).output).not.toContain("There is a Supabase project");
  });
});

describe("rowlock init asks", () => {
  test("and adds nothing for a no, or when there is nobody to ask", async () => {
    expect(await run(["init"], { typed: "no\n" })).toMatchObject({ code: 1 });
    expect(await run(["init"], { typed: "" })).toMatchObject({ code: 1 });
    const alone = await run(["init"]);
    expect(alone.code).toBe(2);
    expect(alone.output).toContain("INIT_UNCONFIRMED");
    expect(await readdir(directory)).toEqual([]);
  });

  test("until it has a yes or a no", async () => {
    const { code, output } = await run(["init"], { typed: "what?\ny\n" });
    expect(code).toBe(0);
    expect(output.match(/Add them\?/g)).toHaveLength(2);
    expect(Object.keys(await tree())).toContain("rowlock.toml");
  });
});

describe("rowlock init in a Next.js app", () => {
  test("names what is left to write, and nothing once it is there", async () => {
    await write(NEXT_APP);
    const first = await summary();
    expect(first.framework).toBe("next");
    expect(first.handWork).toMatchObject([
      {
        code: "npm install @clerk/nextjs @supabase/supabase-js\nnpm install --save-dev rowlock",
      },
      { file: "src/proxy.ts", code: expect.stringContaining("export default clerkMiddleware()") },
      { file: "src/app/layout.tsx", code: expect.stringContaining("<ClerkProvider>") },
    ]);
    await write({
      "package.json": JSON.stringify({
        dependencies: { next: "16", "@clerk/nextjs": "7", "@supabase/supabase-js": "2" },
        devDependencies: { rowlock: "0.1.0" },
        scripts: { dev: "rowlock dev -- next dev" },
      }),
      "src/proxy.ts": first.handWork[1].code,
      "src/components/providers.tsx": "<ClerkProvider>{children}</ClerkProvider>",
    });
    expect(await summary()).toMatchObject({ steps: [], handWork: [] });
  });

  test("follows the app: its package manager, its version of Next.js, its Cache Components", async () => {
    await write({
      "package.json": JSON.stringify({ dependencies: { next: "^15.2.0" } }),
      "pnpm-lock.yaml": "",
      "app/layout.tsx": "",
      "next.config.ts": "export default { cacheComponents: true };",
    });
    const { handWork } = await summary();
    expect(handWork[0].code).toContain("pnpm add @clerk/nextjs");
    expect(handWork[1].file).toBe("middleware.ts");
    expect(handWork[2].code).toContain("<Suspense>");
  });

  test("writes the block that rowlock env prints", async () => {
    await write(NEXT_APP);
    await init();
    const printed = await run(["env", "--framework", "next"]);
    const block = (await read(".env.local")).split("\n").filter((line) => !line.startsWith("#"));
    expect(block.filter(Boolean)).toEqual(printed.output.split("\n").filter(Boolean));
  });

  test("finds a clerkMiddleware() and a ClerkProvider only in the app's own code", async () => {
    await write({
      ...NEXT_APP,
      "src/proxy.ts": "export default function proxy() {}",
      "node_modules/x/index.tsx": "<ClerkProvider>",
    });
    const { handWork } = await summary();
    expect(handWork.map(({ file }: { file?: string }) => file)).toEqual([
      undefined,
      "src/proxy.ts",
      "src/app/layout.tsx",
    ]);
    expect(handWork[1].title).toContain("wrap what is exported there");
  });
});

describe("rowlock init and the scripts of package.json", () => {
  const manifest = (scripts: object, indent: string | number = 2) =>
    JSON.stringify({ scripts, dependencies: { next: "16.4.6" } }, null, indent);

  test("adds two beside the app's own, in the form that the file has", async () => {
    await write({ "package.json": `${manifest({ dev: "next dev -p 4000" }, "\t")}\n` });
    const { steps, start } = await summary();
    expect(steps).toContainEqual({
      kind: "scripts",
      path: "package.json",
      what: "the scripts dev:rowlock and prove:rowlock",
    });
    expect(start).toBe("npm run dev:rowlock");
    const added = {
      dev: "next dev -p 4000",
      "dev:rowlock": "rowlock dev -- next dev -p 4000",
      "prove:rowlock": "rowlock prove",
    };
    expect(await read("package.json")).toBe(`${manifest(added, "\t")}\n`);
    expect((await summary()).steps).toEqual([]);
  });

  test("runs a command that a shell has to read as the script that it is", async () => {
    await write({ "package.json": manifest({ dev: "A=1 next dev & tsc -w" }), "yarn.lock": "" });
    expect((await summary()).start).toBe("yarn dev:rowlock");
    expect(JSON.parse(await read("package.json")).scripts["dev:rowlock"]).toBe(
      "rowlock dev -- yarn dev",
    );
  });

  test.each([
    { dev: "rowlock dev -- next dev" },
    { "dev:rowlock": "mine", "prove:rowlock": "mine" },
  ])("leaves %o", async (scripts) => {
    await write({ "package.json": manifest(scripts) });
    await init();
    expect(await read("package.json")).toBe(manifest(scripts));
  });
});

test("rowlock init leaves the usual ports to who listens there", async () => {
  const other = createServer();
  // Where somebody listens already, that one is the other stack.
  await new Promise<void>((resolve) => {
    other.once("error", () => resolve()).listen(54_323, "127.0.0.1", resolve);
  });
  try {
    expect((await init()).output).toContain("Another stack listens at 54321 or beside it");
    const { ports } = await loadProject(directory, { env: {} });
    expect(ports.api).toBeGreaterThan(54_400);
    expect(ports.clerk).toBe(ports.api + 10);
  } finally {
    other.close();
  }
});

describe("rowlock init in a Vite app", () => {
  const VITE_APP = {
    "package.json": JSON.stringify({ devDependencies: { vite: "8.3.8" } }),
    "vite.config.ts": "",
    "src/main.tsx": "createRoot(root).render(<App />);",
  };

  test("writes its variables, and names the props that no variable gives", async () => {
    await write(VITE_APP);
    const { handWork } = await summary();
    expect(handWork[0].code).toContain("npm install @clerk/react @supabase/supabase-js");
    expect(handWork[1]).toMatchObject({
      file: "src/main.tsx",
      code: expect.stringContaining("__internal_clerkJSUrl: import.meta.env.VITE_CLERK_JS_URL"),
    });
    const block = await read(".env.local");
    expect(block).toContain("VITE_SUPABASE_URL=");
    expect(block).not.toContain("sk_test");
  });

  test("names the props alone where there is a provider without them", async () => {
    await write({ ...VITE_APP, "src/main.tsx": "<ClerkProvider publishableKey={key}>" });
    const { handWork } = await summary();
    expect(handWork[1].code).toContain("__internal_clerkUIUrl");
    expect(handWork[1].code).not.toContain("<ClerkProvider");
    await write({ "src/main.tsx": "<ClerkProvider __internal_clerkJSUrl={url}>" });
    expect((await summary()).handWork).toHaveLength(1);
  });
});

test("rowlock init knows that dev has a value for what only some apps name", async () => {
  await write({ "package.json": "{}", ".env.example": "CLERK_JWT_KEY=\nCLERK_ISSUER=\n" });
  expect((await summary()).warnings.join("\n")).not.toMatch(/CLERK_JWT_KEY|CLERK_ISSUER/);
});

describe("rowlock init in an app that calls what is not here", () => {
  test("names each service once, with a file that calls it, and nothing of other libraries", async () => {
    await write({
      "package.json": JSON.stringify({ dependencies: { next: "16.0.0" } }),
      "src/photos.ts": 'await supabase.storage\n  .from("photos").upload(path, file);',
      "src/live.ts": 'supabase.channel("room").on("postgres_changes", {}, show).subscribe();',
      "src/mail.ts": 'await supabase.functions.invoke("mail");',
      "src/account.ts": "await supabase.auth.getUser();",
      "src/other.ts": 'amqp.channel("room"); localStorage.getItem("x"); better.auth.getSession();',
    });
    const { warnings } = await summary();
    expect(
      warnings.filter(
        (text: string) => text.includes("is not here") || text.includes("are not here"),
      ),
    ).toEqual([
      "Supabase Auth is not here: people sign in with Clerk; src/account.ts calls it, and gets 501",
      "Supabase Edge Functions are not here; src/mail.ts calls it, and gets 501",
    ]);
  });
});

describe("rowlock init keeps what is there", () => {
  test("in a Supabase project it adds only what is Rowlock's", async () => {
    const theirs = {
      "supabase/config.toml": 'project_id = "mine"\n[api]\nport = 55321\n[auth]\nsite_url = "x"\n',
      "supabase/migrations/20240101000000_first.sql": "select 1;",
      ".gitignore": "dist",
    };
    await write(theirs);
    const { kept } = await summary();
    expect(kept).toEqual(["supabase/config.toml"]);
    const after = await tree();
    expect(Object.keys(after).sort()).toEqual(
      [...Object.keys(theirs), ".env.local", "rowlock.toml"].sort(),
    );
    expect(after).toMatchObject({ ...theirs, ".gitignore": expect.stringMatching(/^dist\n/) });
    // Its ports were moved, so Clerk's moves along.
    expect((await loadProject(directory, { env: {} })).ports).toMatchObject({ clerk: 55_331 });
  });

  test("an app that is set up for hosted services stays so", async () => {
    const theirs = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_live_x\nNEXT_TELEMETRY_DISABLED=0\n";
    await write({ ...NEXT_APP, ".env.local": theirs });
    const { warnings } = await summary("--port-base", "56000");
    expect(warnings).toEqual([
      expect.stringMatching(/^\.env\.local sets NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY itself/),
    ]);
    expect(await read(".env.local")).toBe(theirs);
  });

  test("what the app sets otherwise goes with the block", async () => {
    await write({
      ...NEXT_APP,
      ".env.local": "MINE=1\nNEXT_TELEMETRY_DISABLED=0\n",
      ".env.development.local": "NEXT_PUBLIC_SUPABASE_URL=https://x.supabase.co\n",
    });
    const { warnings } = await summary("--port-base", "56000");
    expect(warnings).toEqual([
      expect.stringMatching(/^\.env\.development\.local sets NEXT_PUBLIC_SUPABASE_URL, and wins/),
    ]);
    const text = await read(".env.local");
    expect(text).toMatch(/^MINE=1\nNEXT_TELEMETRY_DISABLED=0\n# >>> rowlock/);
    expect(text.match(/NEXT_TELEMETRY_DISABLED/g)).toHaveLength(1);
  });

  test("a file that came into being after the plan was made", async () => {
    await write({ "rowlock.toml": "# mine" });
    const applied = applyInit([{ kind: "file", path: "rowlock.toml", what: "", content: "ours" }], {
      directory,
      framework: undefined,
      env: {},
      onDone: () => {},
    });
    await expect(applied).rejects.toMatchObject({ code: "INIT_INTERRUPTED" });
    expect(await read("rowlock.toml")).toBe("# mine");
  });

  test.each([
    ["rowlock.toml", "[clerk]\nport = 'x'", "CONFIG_INVALID"],
    ["package.json", "{", "INIT_UNREADABLE"],
    ["package.json", "[]", "INIT_UNREADABLE"],
    ["package.json", "null", "INIT_UNREADABLE"],
    [".env.local", "# >>> rowlock: x\n", "ENV_FILE_DAMAGED"],
  ])("says what is wrong in %s before it adds anything", async (path, content, code) => {
    await write({ [path]: content });
    const result = await init();
    expect(result.code).toBe(2);
    expect(result.output).toContain(code);
    expect(await readdir(directory)).toEqual([path]);
  });
});

test("rowlock init says that it does not know the framework, and what to do then", async () => {
  const dependencies = { "@sveltejs/kit": "2.0.0" };
  await write({ "package.json": JSON.stringify({ dependencies }) });
  const { code, output } = await init();
  expect(code).toBe(0);
  expect(output).toContain("names no framework that Rowlock knows");
  expect(output).toContain("rowlock env");
  expect((await init("--framework", "vite")).output).not.toContain("names no framework");
});

describe("rowlock init and git", () => {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: directory, encoding: "utf8" });

  test("git sees no key, whatever .gitignore said before", async () => {
    git("init", "--quiet");
    await write({ ...NEXT_APP, ".gitignore": ".env*\n!.env.local" });
    await init();
    expect(await read(".gitignore")).toBe(
      ".env*\n!.env.local\n\n# Rowlock\n.rowlock/\n.env.local\n",
    );
    git("add", "--all");
    expect(git("status", "--short")).not.toMatch(/env\.local|\.rowlock\//);
    expect(await read(".env.local")).toContain("CLERK_SECRET_KEY=");
  });

  test("a tracked .env.local gets no key", async () => {
    git("init", "--quiet");
    await write({ ...NEXT_APP, ".env.local": "MINE=1\n" });
    git("add", "--force", ".env.local");
    const { warnings } = await summary("--port-base", "56000");
    expect(warnings).toEqual([expect.stringContaining("is tracked by git")]);
    expect(await read(".env.local")).toBe("MINE=1\n");
  });
});

describe("init --db-url", () => {
  let live: TestDatabase;
  const DUMP = `--
-- Name: notes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notes (
    id integer
);`;

  beforeEach(async () => {
    live = await createTestDatabase();
    await live.query("create table notes (id integer)");
    // As a machine has it whose pg_dump is as new as the server; one that fits the server still better is taken before it.
    await write({
      "bin/pg_dump": `#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit\ncat <<'END'\n${DUMP}\nEND\n`,
    });
    await chmod(join(directory, "bin", "pg_dump"), 0o755);
  });
  afterEach(() => live.drop());

  const read = (path?: string) =>
    run(["init", "--yes", "--db-url", live.ownerUrl], { folder: "app", path });

  test("writes the first migration, shows no password, and writes over nothing", async () => {
    await mkdir(join(directory, "app"));
    const first = await read(join(directory, "bin"));
    expect(first.output).toMatch(/supabase\/migrations\/\d{14}_remote_schema\.sql/);
    expect(first.output).toContain("supabase migration repair --status applied");
    expect(first.output).not.toContain(encodeURIComponent(TEST_PASSWORD));
    const files = await tree();
    const [path = ""] = Object.keys(files).filter((name) => name.includes("remote_schema"));
    expect(files[path]).toContain("CREATE TABLE public.notes");
    const again = await read(join(directory, "bin"));
    expect(again.code).toBe(2);
    expect(again.output).toContain("there are migrations already");
    expect(await tree()).toEqual(files);
  });

  test("says what to run where no pg_dump is new enough, and adds nothing", async () => {
    await mkdir(join(directory, "app"));
    // Debian's folders are looked into as well.
    if ((await findPgDump({ atLeast: testMajor(), path: "" })) !== undefined) return;
    const { code, output } = await read();
    expect(code).toBe(2);
    expect(output).toMatch(/no pg_dump of version 1\d or later/);
    expect(output).toMatch(/apt-get install postgresql-client-1\d|brew install libpq/);
    expect(Object.keys(await tree())).toEqual(["bin/pg_dump"]);
  });
});
