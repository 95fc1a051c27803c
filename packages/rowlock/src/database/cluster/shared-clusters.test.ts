import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  listSharedClusters,
  removeOrphanedClusters,
  sharedClustersExceed,
} from "./shared-clusters.ts";

const GONE = "a".repeat(16);
const KEPT = "b".repeat(16);
const UNKNOWN = "c".repeat(16);
const HELD = "d".repeat(16);

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "rowlock-shared-"));
  const label = (name: string, project: string) =>
    writeFile(join(home, `${name}.project`), `${project}\n`);
  for (const name of [GONE, KEPT, UNKNOWN, HELD]) {
    await mkdir(join(home, name, "global"), { recursive: true });
    await writeFile(join(home, name, "global", "pg_control"), "x".repeat(100_000));
  }
  await mkdir(join(home, `${GONE}.postgresql-16`));
  await mkdir(join(home, "engine"));
  await label(GONE, join(home, "no such project"));
  await label(HELD, join(home, "no such project"));
  await label(KEPT, home);
  // A server that runs: this process stands for it.
  await writeFile(join(home, HELD, "postmaster.pid"), `${process.pid}\n\n\n5432\n\n\n\nready\n`);
});

afterEach(() => rm(home, { recursive: true }));

test("listSharedClusters() tells whose each is", () => {
  const states = listSharedClusters({ home }).map(({ dataDirectory, state }) => [
    dataDirectory.slice(-16),
    state,
  ]);
  expect(Object.fromEntries(states)).toEqual({
    [GONE]: "project gone",
    [KEPT]: "kept",
    [UNKNOWN]: "kept",
    [HELD]: "in use",
  });
});

test("removeOrphanedClusters() removes what is nobody's, with what was set aside of it, and nothing else", () => {
  expect(removeOrphanedClusters({ home }).map(({ dataDirectory }) => dataDirectory)).toEqual([
    join(home, GONE),
  ]);
  for (const name of [GONE, `${GONE}.project`, `${GONE}.postgresql-16`]) {
    expect(existsSync(join(home, name))).toBe(false);
  }
  for (const name of [KEPT, UNKNOWN, HELD, `${HELD}.project`, `${KEPT}.project`, "engine"]) {
    expect(existsSync(join(home, name))).toBe(true);
  }
});

test("sharedClustersExceed() adds them up", async () => {
  expect(await sharedClustersExceed(350_000, { home })).toBe(true);
  expect(await sharedClustersExceed(10_000_000, { home })).toBe(false);
  expect(await sharedClustersExceed(0, { home: join(home, "nowhere") })).toBe(false);
});
