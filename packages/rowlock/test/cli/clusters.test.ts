// What root's projects leave in /var/lib/rowlock: no more than they need, told by rowlock clusters, and removable.
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { locateCluster } from "../../src/database/cluster/place-cluster.ts";
import { createTestProject, startCommand, type TestProject } from "./command-line.ts";

let project: TestProject;

beforeEach(async () => {
  project = await createTestProject();
});

afterEach(() => project.remove());

function dataDirectory(): string {
  const { directory } = project;
  const place = { projectDirectory: directory, stateDirectory: `${directory}/.rowlock` };
  return locateCluster(place).dataDirectory;
}

test.each([["users", "list"], ["webhooks", "list"], ["webhooks", "log"], ["status"], ["env"]])(
  "%s %s makes no cluster",
  async (...args) => {
    const { output } = await project.run(...args.filter((word) => word !== undefined));
    expect(existsSync(dataDirectory())).toBe(false);
    expect(output).not.toContain("unforeseen");
    if (args[0] === "users" || args[0] === "webhooks")
      expect(output).toContain("has no database yet");
  },
);

test("a command that writes makes one, and then it can be read", async () => {
  expect((await project.run("users", "add", "carol@example.com")).code).toBe(0);
  expect(existsSync(dataDirectory())).toBe(true);
  expect((await project.run("users", "list")).output).toContain("carol@example.com");
});

test.skipIf(process.getuid?.() !== 0)(
  "rowlock clusters tells project, size, last use, and whether the project is there",
  async () => {
    const place = dataDirectory();
    async function listed() {
      const { output } = await startCommand(["clusters", "--json"]).exited;
      const clusters: readonly Record<string, unknown>[] = JSON.parse(output);
      return clusters.find((cluster) => cluster.dataDirectory === place);
    }
    const dev = project.start("dev");
    await dev.says(/Ready in/);
    expect(await listed()).toMatchObject({ project: project.directory, state: "in use" });
    dev.process.kill("SIGTERM");
    await dev.exited;
    const kept = await listed();
    expect(kept).toMatchObject({ project: project.directory, state: "kept" });
    expect(Number(kept?.bytes)).toBeGreaterThan(20_000_000);
    expect(Date.now() - Number(kept?.lastUsed)).toBeLessThan(600_000);
    const moved = `${project.directory}-elsewhere`;
    await rename(project.directory, moved);
    expect(await listed()).toMatchObject({ state: "project gone" });
    const asked = await startCommand(["clusters", "prune"]).exited;
    expect([asked.code, asked.output.includes("--yes")]).toEqual([2, true]);
    expect(existsSync(place)).toBe(true);
    await rename(moved, project.directory);
  },
);
