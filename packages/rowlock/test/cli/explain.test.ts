// rowlock explain as a process beside a running stack, and with input that is of no use.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestProject, type TestProject } from "./command-line.ts";

const ADA = `
[[clerk.users]]
email_address = "ada@example.com"
password = "correct-horse-ada"
`;

let project: TestProject;

beforeAll(async () => {
  project = await createTestProject();
  await project.write("rowlock.toml", ADA);
});

afterAll(() => project.remove());

const OF_NO_USE: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [["--as", "nobody@example.com"], /no token to be had for nobody@example.com/],
  [["--db-url", "postgres://a:hidden-word@db.example.com/x"], /not on this machine/],
];

test("explain tells why, and in one line what it can't explain", async () => {
  const dev = project.start("dev");
  await dev.says(/Ready in/);

  const told = await project.run("explain", "/tasks", "--as", "ada@example.com", "--json");
  expect(told.code).toBe(1);
  expect(JSON.parse(told.output)).toMatchObject({
    role: "authenticated",
    token: { signedBy: "the identity service", refusal: null },
    answer: { status: 403, problem: { code: "42501" } },
    verdict: {
      kind: "grant-missing",
      missing: [{ privilege: "select", object: "table public.tasks" }],
      fix: "grant select on table public.tasks to authenticated;",
    },
  });
  const forgotten = await project.run("explain", "/tasks", "--as", "[object Promise]");
  expect([forgotten.code, forgotten.output]).toEqual([1, expect.stringContaining("not await")]);
  for (const [args, message] of OF_NO_USE) {
    const { code, output } = await project.run("explain", "/tasks", ...args);
    expect([code, output]).toEqual([2, expect.stringMatching(message)]);
    expect(output).not.toMatch(/\n\s+at |hidden-word/);
  }
});
