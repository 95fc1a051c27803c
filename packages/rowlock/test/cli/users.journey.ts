// rowlock users as a process, without a stack and beside a running one, and the people that rowlock.toml declares.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestProject, type RunningCommand, type TestProject } from "./command-line.ts";

const ADA = `
[[clerk.users]]
email_address = "ada@example.com"
password = "correct-horse-ada"
first_name = "Ada"
`;

let project: TestProject;

beforeEach(async () => {
  project = await createTestProject();
  await project.write("rowlock.toml", ADA);
});

afterEach(() => project.remove());

interface Person {
  readonly id: string;
  readonly identifier: string;
  readonly firstName: string | null;
  readonly publicMetadata: Record<string, unknown>;
}

async function users(...args: string[]) {
  return project.run("users", ...args);
}

async function list(): Promise<readonly Person[]> {
  const { code, output } = await users("list", "--json");
  expect([code, output]).toEqual([0, expect.stringContaining("[")]);
  return JSON.parse(output);
}

async function startDev(): Promise<RunningCommand> {
  const dev = project.start("dev");
  await dev.says(/Ready in/);
  return dev;
}

async function stop(dev: RunningCommand): Promise<void> {
  dev.process.kill("SIGINT");
  await dev.exited;
}

test("users adds, changes, links and deletes somebody beside a running stack", async () => {
  const dev = await startDev();
  const added = await users("add", "lin@example.com", "--password", "correct-horse-lin", "--json");
  expect(added.code).toBe(0);
  const lin: Person = JSON.parse(added.output);
  const [newest, ada] = await list();
  expect([newest?.identifier, ada?.identifier]).toEqual(["lin@example.com", "ada@example.com"]);

  await users("set-metadata", "lin@example.com", "--public", '{"plan":"pro","n":1}');
  const changed = await users("set-metadata", lin.id, "--public", '{"n":null}', "--json");
  expect(JSON.parse(changed.output)).toMatchObject({ id: lin.id, publicMetadata: { plan: "pro" } });

  const link = await users("sign-in-link", "lin@example.com", "--json");
  const { url } = JSON.parse(link.output) as { readonly url: string };
  const opened = await fetch(url, { redirect: "manual" });
  expect(opened.status).toBe(303);
  expect(opened.headers.get("location")).toMatch(
    /^http:\/\/localhost:3000\/sign-in\?__clerk_ticket=.+&__clerk_status=sign_in$/,
  );

  await refusesInClerksWords();
  expect((await users("delete", "lin@example.com")).output).toContain("Deleted lin@example.com");
  const deleted = await users("delete", "ada@example.com");
  expect(deleted.output).toContain("rowlock.toml declares this person");
  expect(await list()).toEqual([]);

  await stop(dev);
  expect(await list()).toMatchObject([{ identifier: "ada@example.com" }]);
});

async function refusesInClerksWords(): Promise<void> {
  const refusals = [
    [["add", "ada@example.com"], "That email address is taken"],
    [["add", "eve@example.com", "--password", "short"], "Passwords must be 8 characters or more"],
    [["delete", "nobody@example.com"], "No user was found with id nobody@example.com"],
    [["set-metadata", "ada@example.com"], "--public, --private and --unsafe"],
    [["set-metadata", "ada@example.com", "--public", "[1]"], "Expected a JSON object"],
  ] as const;
  for (const [args, words] of refusals) {
    expect([args, await users(...args)]).toEqual([
      args,
      { code: 2, output: expect.stringContaining(words) },
    ]);
  }
}

test("the people of rowlock.toml are applied again: nobody twice, a change taken over, the rest kept", async () => {
  // Makes the database, which listing does not.
  await users("set-metadata", "ada@example.com", "--public", '{"plan":"pro"}');
  const [ada] = await list();
  expect(ada).toMatchObject({ identifier: "ada@example.com", firstName: "Ada" });
  await project.write("rowlock.toml", ADA.replace('first_name = "Ada"', 'first_name = "Augusta"'));
  expect(await list()).toEqual([{ ...ada, firstName: "Augusta", publicMetadata: { plan: "pro" } }]);
});
