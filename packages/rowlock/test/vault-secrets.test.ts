// `[db.vault]` of supabase/config.toml: what migrations find in Vault, and where else a secret must not be.
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../src/cli/run-cli.ts";
import { studioPolicy } from "../src/policy-commands/studio-policy.ts";
import { openProject } from "../src/project/open-project.ts";
import { startStack } from "../src/stack/start-stack.ts";
import { TEST_ENGINE } from "./engine-under-test.ts";
import { findFreePorts } from "./free-ports.ts";
import { removeProject } from "./remove-project.ts";

const CONFIG = `
[db.vault]
Literal = "literal-secret-of-the-file"
from_env = "env(VAULT_SECRET)"
unset = "env(VAULT_UNSET)"
empty = ""
`;

// A trigger or a job is made with a secret that must be there when its migration runs.
const MIGRATION = `
create table found as select name, decrypted_secret as secret from vault.decrypted_secrets;
alter table found alter column secret set not null;
`;

let directory: string;
let portBase: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-vault-"));
  await mkdir(join(directory, "supabase/migrations"), { recursive: true });
  await writeFile(join(directory, "supabase/config.toml"), CONFIG);
  await writeFile(join(directory, "supabase/migrations/20260101000000_found.sql"), MIGRATION);
  portBase = (await findFreePorts()).base;
});

afterEach(() => removeProject(directory));

const setSecret = (value: string) =>
  writeFile(join(directory, "supabase/.env"), `VAULT_SECRET=${value}\n`);

/** Starts the project's stack for one look. */
async function withStack<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const env = { ROWLOCK_POSTGRES: TEST_ENGINE };
  const opened = await openProject({ directory, env, portBase });
  const common = { opened, databaseUrl: undefined, allowRemote: false, studioPolicy };
  const stack = await startStack({ ...common, onEvent: () => {} });
  const owner = new pg.Client({ connectionString: stack.urls.owner });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
    await stack.close();
  }
}

const secretsIn = async (owner: pg.Client, table: string) =>
  (
    await owner.query({
      text: `select * from ${table} order by name collate "C"`,
      rowMode: "array",
    })
  ).rows;

const kept = `(select name, decrypted_secret from vault.decrypted_secrets) as kept`;

async function run(args: readonly string[]): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let said = "";
  for (const stream of [stdout, stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  const env = { ROWLOCK_POSTGRES: TEST_ENGINE };
  const ports = ["--port-base", String(portBase)];
  await runCli([...args, "--dir", directory, ...ports], {
    ...{ stdin, stdout, stderr, env, cwd: directory, startedAt: 0, exitCode: 0 },
    signal: new AbortController().signal,
  });
  return said;
}

test("secrets are in Vault before the first migration, follow the file, and are nowhere else", async () => {
  await setSecret("first-secret-of-the-environment");
  const first = [
    ["Literal", "literal-secret-of-the-file"],
    ["from_env", "first-secret-of-the-environment"],
  ];
  await withStack(async (owner) => {
    expect(await secretsIn(owner, "found")).toEqual(first);
    await owner.query("drop table found; select vault.create_secret('by hand', 'own')");
  });
  await setSecret("second-secret-of-the-environment");
  const second = [first[0], ["from_env", "second-secret-of-the-environment"]];
  await withStack(async (owner) => {
    expect(await secretsIn(owner, kept)).toEqual([...second, ["own", "by hand"]]);
  });
  const said = await run(["db", "reset"]);
  expect(said).toContain("20260101000000_found.sql");
  await withStack(async (owner) => {
    expect(await secretsIn(owner, "found")).toEqual(second);
    await owner.query("drop table found");
  });
  expect(said).not.toContain("-secret-of-the-");
  const logs = join(directory, ".rowlock/logs");
  const texts = await Promise.all(
    (await readdir(logs)).map((name) => readFile(join(logs, name), "utf8")),
  );
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.join("\n")).not.toContain("-secret-of-the-");
});
