// A project that was written when Supabase granted whatever was new: what its developer is told, and what then runs.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { runCli } from "../src/cli/run-cli.ts";
import { loadProject } from "../src/config/project.ts";
import { removeProject } from "./remove-project.ts";
import { startTestStack, type TestStack } from "./stack.ts";

const MIGRATION = `
  create table notes (id serial primary key, body text, user_id text default auth.jwt()->>'sub');
  alter table notes enable row level security;
  create policy own on notes to authenticated using ((select auth.jwt()->>'sub') = user_id);
  create index on notes (user_id);
  create table open (id int primary key, secret text);
`;

let closing: (() => Promise<unknown>) | undefined;

afterEach(async () => {
  await closing?.();
  closing = undefined;
});

async function start(config: string, migration = MIGRATION): Promise<TestStack> {
  const rowlockToml = '[[clerk.users]]\nemail_address = "ada@example.com"\n';
  const stack = await startTestStack({ migration, rowlockToml, supabaseToml: config });
  closing = stack.close;
  return stack;
}

const notices = ({ events }: TestStack) =>
  events.flatMap((event) => (event.kind === "notice" ? [event.text] : []));

describe("rowlock dev", () => {
  test("says what holds and the ways out where config.toml does not say", async () => {
    const stack = await start("");
    expect((await stack.request("notes")).status).toBe(401);
    const [notice, ...others] = notices(stack);
    expect(others).toEqual([]);
    expect(notice).toContain("2 of 2 tables in public");
    expect(notice).toContain("auto_expose_new_tables = true");
    expect(notice).toContain("rowlock audit --fix");
  });

  test("runs the app as it is with auto_expose_new_tables = true, policies deciding", async () => {
    const stack = await start("[api]\nauto_expose_new_tables = true\n");
    expect(notices(stack)).toEqual([]);
    const token = await stack.stack.identity.mintSessionToken("ada@example.com");
    const body = JSON.stringify({ body: "mine" });
    const written = await stack.request("notes", { method: "POST", token, body });
    expect(written.status).toBe(201);
    const rows = await stack.request("notes?select=id,body", { token });
    expect(await rows.json()).toEqual([{ id: 1, body: "mine" }]);
    expect(await (await stack.request("notes")).json()).toEqual([]);
  });

  test("obeys a migration that takes the grants back, and says nothing where it is meant so", async () => {
    const stack = await start(
      "[api]\nauto_expose_new_tables = true\n",
      `alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
       ${MIGRATION}`,
    );
    expect((await stack.request("notes")).status).toBe(401);
    await stack.close();
    closing = undefined;
    expect(notices(await start("[api]\nauto_expose_new_tables = false\n"))).toEqual([]);
  });
});

describe("rowlock audit and init", () => {
  async function project(files: Readonly<Record<string, string>>): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "rowlock-grants-"));
    closing = () => removeProject(directory);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    return directory;
  }

  async function run(directory: string, args: readonly string[]) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const texts = ["", ""];
    stdout.setEncoding("utf8").on("data", (text: string) => (texts[0] += text));
    stderr.setEncoding("utf8").on("data", (text: string) => (texts[1] += text));
    const stdin = Object.assign(new PassThrough(), { isTTY: false });
    await runCli([...args, "--dir", directory], {
      ...{ stdin, stdout, stderr, env: {}, cwd: directory, startedAt: 0, exitCode: 0 },
      signal: new AbortController().signal,
    });
    return { output: texts[0] ?? "", warnings: texts[1] ?? "" };
  }

  const FILES = {
    "supabase/migrations/20250101000000_first.sql": MIGRATION,
    "supabase/config.toml": "[api]\nport = 55321\n",
    "src/jobs.ts":
      'const admin = createClient(url, process.env.SUPABASE_SERVICE_ROLE_KEY);\nawait admin.from("notes").insert(row);\n',
  };

  test("audit judges both ways, and --fix grants what policies and the service_role key need", async () => {
    const directory = await project(FILES);
    const { output, warnings } = await run(directory, ["audit", "--json", "--fix"]);
    expect(warnings).toContain("judged both ways");
    const { findings } = JSON.parse(output);
    const of = (id: string) => findings.filter((one: { id: string }) => one.id === id);
    expect(of("rls-disabled")).toMatchObject([
      { level: "error", message: expect.stringMatching(/public\.open.*, with the old grants$/) },
    ]);
    expect(of("missing-grant").map((one: { message: string }) => one.message)).toContainEqual(
      expect.stringContaining("src/jobs.ts uses public.notes with the service_role key"),
    );
    const names = await readdir(join(directory, "supabase/migrations"));
    const fix = await readFile(join(directory, "supabase/migrations", names.at(-1) ?? ""), "utf8");
    expect(fix).toContain("grant select, insert on public.notes to service_role;");
    expect(fix).toContain("grant usage on sequence public.notes_id_seq to service_role;");
    expect(fix).toMatch(/grant select, insert, update, delete on public\.notes to authenticated;/);
  });

  test("prove tries both ways, and says what comes of the old grants alone", async () => {
    const directory = await project({ ...FILES, "rowlock.toml": "" });
    const { output, warnings } = await run(directory, ["prove", "--format", "json"]);
    expect(warnings).toContain("judged both ways");
    const { verdict, leaks, unknown, trusted } = JSON.parse(output);
    expect({ verdict, trusted }).toEqual({ verdict: "leaks", trusted: true });
    expect(leaks.map(({ object, what }: Record<string, string>) => [object, what])).toContainEqual([
      "public.open",
      expect.stringMatching(/, with the old grants$/),
    ]);
    // What holds today is still said: nobody reaches notes.
    expect(unknown.map(({ object }: { object: string }) => object)).toContain("public.notes");
  });

  test("init asks git for the age of migrations without a date, and else says both ways out", async () => {
    const { "supabase/migrations/20250101000000_first.sql": sql, ...others } = FILES;
    const directory = await project({ ...others, "supabase/migrations/001_init.sql": sql });
    const unknown = await run(directory, ["init", "--dry-run"]);
    expect(unknown.warnings + unknown.output).toMatch(
      /grant nothing on some tables[\s\S]*auto_expose_new_tables = true under \[api\][\s\S]*rowlock audit --fix/,
    );
    const commit = (day: string) => {
      const env = { ...process.env, GIT_COMMITTER_DATE: `${day}T00:00:00Z` };
      const git = (...args: string[]) => execFileSync("git", args, { cwd: directory, env });
      git("init", "--quiet");
      git("add", "supabase");
      git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "--message", "x");
    };
    commit("2026-06-01");
    const young = await run(directory, ["init", "--dry-run"]);
    expect(young.warnings + young.output).not.toContain("auto_expose_new_tables");
    await rm(join(directory, ".git"), { recursive: true });
    commit("2025-01-01");
    const old = await run(directory, ["init", "--dry-run"]);
    expect(old.output).toMatch(/supabase\/config\.toml +auto_expose_new_tables = true/);
  });

  test("init adds the setting to config.toml, and nothing is odd then", async () => {
    const directory = await project(FILES);
    const { output } = await run(directory, ["init", "--yes"]);
    expect(output).toMatch(/supabase\/config\.toml +auto_expose_new_tables = true/);
    expect(await readFile(join(directory, "supabase/config.toml"), "utf8")).toBe(
      "[api]\nauto_expose_new_tables = true\nport = 55321\n",
    );
    expect((await loadProject(directory, { env: {} })).supabase.api.auto_expose_new_tables).toBe(
      true,
    );
    const again = await run(directory, ["init", "--dry-run"]);
    expect(again.output).toContain("Nothing to add");
    const audited = await run(directory, ["audit", "--json"]);
    expect(audited.warnings).not.toContain("judged both ways");
    expect(audited.output).toContain("public.open");
    await rm(join(directory, "supabase/config.toml"));
    await run(directory, ["init", "--yes"]);
    expect((await loadProject(directory, { env: {} })).supabase.api.auto_expose_new_tables).toBe(
      true,
    );
  });
});
