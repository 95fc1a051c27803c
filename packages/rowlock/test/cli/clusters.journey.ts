// What root's projects leave in /var/lib/rowlock: no more than they need, told by rowlock clusters, and removable.
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { locateCluster } from "../../src/database/cluster/place-cluster.ts";
import { createTestProject, startCommand, type TestProject } from "./command-line.ts";

// Only there to end a hang.
vi.setConfig({ testTimeout: 240_000 });

const PEOPLE_AND_WEBHOOK = `
[[clerk.users]]
email_address = "ada@example.com"

[[clerk.webhooks]]
url = "http://127.0.0.1:9/webhook"
`;

let project: TestProject;

beforeEach(async () => {
  project = await createTestProject();
});

afterEach(() => project.remove());

function dataDirectory(): string {
  return placeOf(project.directory, `${project.directory}/.rowlock`);
}

function placeOf(projectDirectory: string, stateDirectory = projectDirectory): string {
  return locateCluster({ projectDirectory, stateDirectory }).dataDirectory;
}

/** What there is of the project's cluster and of those that commands make for their own length. */
function clustersLeft(): readonly string[] {
  const throwAways = ["scratch", "copy"]
    .map((name) => `${project.directory}/.rowlock/${name}`)
    .filter((directory) => existsSync(directory));
  return [dataDirectory(), ...throwAways.map((directory) => placeOf(directory))]
    .flatMap((path) => [path, `${path}.project`, `${path}.vault-key`, `${path}.initializing`])
    .filter((path) => existsSync(path));
}

test("a command that only reads makes no cluster, and leaves none", async () => {
  await project.write("rowlock.toml", PEOPLE_AND_WEBHOOK);
  const none = "has no database yet";
  for (const [line, words] of [
    ["status", "Nothing runs"],
    ["env", "SUPABASE_URL"],
    ["users list", none],
    ["token ada@example.com", none],
    ["webhooks list", none],
    ["webhooks log", none],
    ["webhooks secret", none],
    ["audit", "a replay of the migrations, because there is no database yet"],
    ["prove", "a replay of the migrations, because there is no database yet"],
    ["explain /tasks --as ada@example.com", "a replay of the migrations, without rows"],
    ["protect tasks --dry-run", "alter table public.tasks"],
  ] as const) {
    const { output } = await project.run(...line.split(" "));
    expect.soft(output.replaceAll(/\s+/g, " "), line).toContain(words);
    expect.soft(output, line).not.toContain("unforeseen");
    expect.soft(clustersLeft(), line).toEqual([]);
  }
});

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
