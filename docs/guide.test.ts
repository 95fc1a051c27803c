// Runs what docs/guide.md says: its SQL through Studio's SQL Editor, its commands, its files, its TypeScript.
// The app that it makes is driven in a browser by e2e/fresh-next-app.journey.ts.
import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { RealtimeChannel } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { loadProject } from "../packages/rowlock/src/config/project.ts";
import { frameworkEnvironment } from "../packages/rowlock/src/project/environment/frameworks.ts";
import {
  createTestProject,
  type RunningCommand,
  type TestProject,
} from "../packages/rowlock/test/cli/command-line.ts";
import { readGuide, readGuideBlocks } from "./read-guide.ts";

const REPOSITORY = join(import.meta.dirname, "..");
const run = promisify(execFile);
const guide = readGuide();
const blocks = readGuideBlocks(guide);
const titled = (title: string) => blocks.find((block) => block.title === title)?.code ?? "";
const ofLanguage = (...languages: string[]) =>
  blocks.filter(({ language }) => languages.includes(language));

test("every block is of a language that a test here runs", () => {
  const languages = new Set(blocks.map(({ language }) => language));
  expect([...languages].sort()).toEqual(["ini", "sh", "sql", "toml", "ts", "tsx"]);
});

test("links lead somewhere, and pictures are small", () => {
  const anchors = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
  for (const [, target = ""] of guide.matchAll(/\]\(([^)]+)\)/g)) {
    if (target.startsWith("#")) expect(anchors).toContain(target.slice(1));
    else if (target.startsWith("images/")) {
      const path = join(import.meta.dirname, target);
      expect(existsSync(path), target).toBe(true);
      expect(statSync(path).size, target).toBeLessThan(100_000);
    } else expect(existsSync(join(import.meta.dirname, target)), target).toBe(true);
  }
});

test("the client side code is the one that the example's /guide page runs in browser tests", async () => {
  const path = join(REPOSITORY, "examples/nextjs/src/app/guide/page.tsx");
  const lines = (await readFile(path, "utf8")).split("\n");
  const code = lines.filter((line) => !/^\s*\/\//.test(line)).join("\n");
  expect(titled("src/app/page.tsx")).toBe(code);
});

test("the TypeScript compiles as an app's own does", async () => {
  const directory = await mkdtemp(join(REPOSITORY, "e2e/.app-"));
  try {
    for (const { title, code } of ofLanguage("ts", "tsx")) {
      await mkdir(dirname(join(directory, title)), { recursive: true });
      await writeFile(join(directory, title), code);
    }
    await writeFile(join(directory, "tsconfig.json"), JSON.stringify(APP_TSCONFIG));
    await run(join(REPOSITORY, "node_modules/.bin/tsc"), ["-p", directory]).catch((error) => {
      throw new Error(error.stdout);
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** What create-next-app writes, and Vite's types for the one file that is for Vite. */
const APP_TSCONFIG = {
  compilerOptions: {
    target: "ES2017",
    lib: ["dom", "dom.iterable", "esnext"],
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    module: "esnext",
    moduleResolution: "bundler",
    isolatedModules: true,
    jsx: "react-jsx",
    types: ["node", "vite/client"],
  },
  include: ["src"],
};

describe("on a stack", () => {
  let project: TestProject;
  let dev: RunningCommand;
  let env: Record<string, string>;

  beforeAll(async () => {
    project = await createTestProject();
    await rm(join(project.directory, "supabase"), { recursive: true });
    expect(await project.run("init", "--yes")).toMatchObject({ code: 0 });
    dev = project.start("dev");
    await dev.says(/Ready in/);
    env = JSON.parse((await project.run("env", "--json")).output);
  });

  afterAll(() => project.remove());

  async function runInSqlEditor(sql: string): Promise<void> {
    const secret = /#token=(\S+)/.exec(dev.output())?.[1] ?? "";
    const response = await fetch(`${env.STUDIO_URL}/api/sql/run`, {
      method: "POST",
      headers: { "x-rowlock-studio": secret, "content-type": "application/json" },
      body: JSON.stringify({ sql, runId: "guide-test" }),
    });
    const answer = await response.json();
    expect(answer, sql).toMatchObject({ results: expect.any(Array) });
    expect(answer.problem).toBeUndefined();
  }

  async function rest(token: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${env.SUPABASE_URL}/rest/v1/tasks`, {
      ...init,
      headers: {
        apikey: env.SUPABASE_KEY ?? "",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
    });
  }

  async function tokenOf(user: string, ...args: string[]): Promise<string> {
    return (await project.run("token", user, ...args)).output.trim();
  }

  async function addAndList(token: string, name: string): Promise<readonly string[]> {
    const added = await rest(token, { method: "POST", body: JSON.stringify({ name }) });
    expect(added.status).toBe(201);
    const tasks: { readonly name: string }[] = await (await rest(token)).json();
    return tasks.map((task) => task.name);
  }

  /** As a reader types it, in the project's folder. Findings are no failure. */
  async function runInShell(script: string): Promise<string> {
    const path = [join(REPOSITORY, "node_modules/.bin"), process.env.PATH].join(delimiter);
    const ran = await run("sh", ["-ec", script.replaceAll("npx ", "")], {
      cwd: project.directory,
      env: { ...process.env, ...env, PATH: path },
    }).catch((error) => {
      if (error.code === 1 && script.includes("audit")) return error;
      throw error;
    });
    return ran.stdout;
  }

  test("the SQL makes the table, closed until the grant, then to each their own", async () => {
    const ada = await tokenOf("ada@example.com", "--template", "supabase");
    const grace = await tokenOf("grace@example.com", "--template", "supabase");
    const steps = ofLanguage("sql").filter(({ title }) => title === "");
    expect(steps.map(({ section }) => section)).toEqual([
      "A function that tells who asks",
      "A table whose rows carry their owner",
      "Policies that open it, to each their own",
      "The grant that is easily forgotten",
      "The newer form: the session token itself",
    ]);
    const [define, create, allow, grant, native] = steps.map(({ code }) => code);
    await runInSqlEditor(define!);
    await runInSqlEditor(create!);
    await runInSqlEditor(allow!);
    // The Data API follows the database a moment later.
    await vi.waitFor(async () => {
      expect(await (await rest(ada)).json()).toMatchObject({
        code: "42501",
        message: "permission denied for table tasks",
      });
    }, 10_000);
    await runInSqlEditor(grant!);
    expect(await addAndList(ada, "Ada's")).toEqual(["Ada's"]);
    expect(await addAndList(grace, "Grace's")).toEqual(["Grace's"]);

    const session = await tokenOf("ada@example.com");
    expect(await addAndList(session, "Ada's second")).toEqual(["Ada's", "Ada's second"]);
    await runInSqlEditor(native!);
    expect(await addAndList(session, "Ada's third")).toHaveLength(3);
    expect(await addAndList(grace, "Grace's second")).toHaveLength(2);
    expect(await (await rest(env.SUPABASE_KEY!)).json()).toMatchObject({ code: "42501" });
  });

  test("what is typed into forms is what the SQL says", () => {
    const sql = ofLanguage("sql").map(({ code }) => code);
    expect(sql.filter((code) => code.includes(titled("definition").trim()))).toHaveLength(2);
    const expression = titled("expression").trim();
    expect(sql.join("").split(`(${expression})`)).toHaveLength(3);
  });

  test("changes are heard live by whose they are", async () => {
    const directory = await mkdtemp(join(REPOSITORY, "e2e/.app-"));
    const heard: string[] = [];
    const none: string[] = [];
    const tokens = {
      ada: await tokenOf("ada@example.com", "--template", "supabase"),
      grace: await tokenOf("grace@example.com", "--template", "supabase"),
    };
    try {
      await writeFile(join(directory, "live-client.ts"), titled("src/live-client.ts"));
      vi.stubEnv("NEXT_PUBLIC_SUPABASE_URL", env.SUPABASE_URL);
      vi.stubEnv("NEXT_PUBLIC_SUPABASE_KEY", env.SUPABASE_KEY);
      // Node 20 has none.
      vi.stubGlobal("WebSocket", WebSocket);
      await runInSqlEditor(titled("publication"));
      const { hearOfTasks } = await import(join(directory, "live-client.ts"));
      const hear = async (token: string, names: string[]): Promise<RealtimeChannel> => {
        const session = { getToken: async () => token };
        const channel: RealtimeChannel = await hearOfTasks(session, (name: string) =>
          names.push(name),
        );
        await new Promise((resolve) => void channel.on("system", {}, resolve));
        return channel;
      };
      const channels = await Promise.all([hear(tokens.ada, heard), hear(tokens.grace, none)]);
      const added = await rest(tokens.ada, {
        method: "POST",
        body: JSON.stringify({ name: "Live" }),
      });
      expect(added.status).toBe(201);
      await expect.poll(() => heard, { timeout: 30_000 }).toEqual(["Live"]);
      expect(none).toEqual([]);
      await Promise.all(channels.map(({ socket }) => socket.disconnect()));
    } finally {
      vi.unstubAllEnvs();
      vi.unstubAllGlobals();
      await rm(directory, { recursive: true });
    }
  });

  test("the native client asks with the session's token", async () => {
    const directory = await mkdtemp(join(REPOSITORY, "e2e/.app-"));
    try {
      await writeFile(join(directory, "instrumentation.ts"), titled("src/instrumentation.ts"));
      await writeFile(join(directory, "native-client.ts"), titled("src/native-client.ts"));
      vi.stubEnv("NEXT_PUBLIC_SUPABASE_URL", env.SUPABASE_URL);
      vi.stubEnv("NEXT_PUBLIC_SUPABASE_KEY", env.SUPABASE_KEY);
      (await import(join(directory, "instrumentation.ts"))).register();
      const { createNativeClient } = await import(join(directory, "native-client.ts"));
      const getToken = () => tokenOf("grace@example.com");
      const { data, error } = await createNativeClient({ getToken }).from("tasks").select();
      expect(error).toBeNull();
      expect(data).toMatchObject([{ name: "Grace's" }, { name: "Grace's second" }]);
      expect((await createNativeClient(null).from("tasks").select()).error?.code).toBe("42501");
    } finally {
      vi.unstubAllEnvs();
      await rm(directory, { recursive: true });
    }
  });

  test("the commands do what they are said to do", async () => {
    const scripts = ofLanguage("sh").map(({ code }) => code);
    const own = scripts.filter((code) => code.includes("rowlock") && !code.includes("rowlock dev"));
    const said = await Promise.all(own.map(runInShell));
    const output = said.join("\n");
    expect(output).toContain(`"name":"Ada's third"`);
    expect(output).toContain("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=");
    expect(output).toContain("create policy");
    const others = scripts.filter((code) => !own.includes(code)).join("");
    expect(others.split("\n").filter(Boolean)).toEqual([
      "npx rowlock init",
      "npx rowlock dev -- next dev -H localhost",
      "npm install @supabase/supabase-js",
      "npx supabase link",
      "npx supabase db push",
    ]);
  });

  test("the files are read as they are shown", async () => {
    expect(await readFile(join(project.directory, "rowlock.toml"), "utf8")).toContain(
      titled("rowlock.toml"),
    );
    await writeFile(
      join(project.directory, "supabase/config.toml"),
      titled("supabase/config.toml"),
      { flag: "a" },
    );
    const { supabase } = await loadProject(project.directory, { env: {} });
    expect(supabase.auth.third_party.clerk).toEqual({
      enabled: true,
      domain: "example.clerk.accounts.dev",
    });
  });

  test("the variables are those that there are, each with its place on hosted services", () => {
    const next = Object.keys(frameworkEnvironment("next", env)).sort();
    const shown = [...titled(".env.local").matchAll(/^\w+/gm)].map(([name]) => name);
    expect(next).toEqual(expect.arrayContaining(shown));
    const moving = guide.slice(guide.indexOf("## Moving to hosted"));
    const rows = [...moving.matchAll(/^\| (`.+`) \|/gm)].map(([, names = ""]) => names);
    const named = rows.join(", ").replaceAll("`", "").split(", ");
    expect(named.sort()).toEqual(next);
  });
});
