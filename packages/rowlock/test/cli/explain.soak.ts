// rowlock explain on a project whose stack does not run: before there is a database it is about a replay of the migrations,
// later it starts the cluster for its own length, and ends it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestProject, type TestProject } from "./command-line.ts";

let project: TestProject;

beforeAll(async () => {
  project = await createTestProject();
});

afterAll(() => project.remove());

test("explain works before the first start and after the last", async () => {
  const first = await project.run("explain", "/tasks", "--as", "service_role");
  expect([first.code, first.output]).toEqual([
    1,
    expect.stringContaining("this is about a replay of the"),
  ]);

  const dev = project.start("dev");
  await dev.says(/Ready in/);
  dev.process.kill("SIGINT");
  await dev.exited;
  const last = await project.run("explain", "/tasks", "--as", "service_role");
  expect([last.code, last.output]).toEqual([1, expect.stringContaining("has no rows, even past")]);

  const again = project.start("dev");
  await again.says(/Ready in/);
}, 120_000);
