import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadProject, type Project } from "../config/project.ts";
import { declareIntent } from "./declare-intent.ts";

const OPEN = { read: "public", write: "owner" } as const;

let directory: string;
let project: Project;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-intent-"));
  project = await loadProject(directory, { env: {} });
});

afterEach(() => rm(directory, { recursive: true }));

function file(): Promise<string> {
  return readFile(join(directory, "rowlock.toml"), "utf8");
}

test("declareIntent() writes what is no default, and nothing else", async () => {
  await declareIntent(project, ["public.own"], { read: "owner", write: "owner" });
  await expect(file()).rejects.toThrow("ENOENT");
  expect((await declareIntent(project, ["public.posts"], OPEN)).declared).toEqual(["public.posts"]);
  expect(parse(await file())).toEqual({ policy: { tables: { "public.posts": OPEN } } });
});

// A project that runs knows its file as it was at the start: a table written twice would make the file unreadable.
test("declareIntent() writes no table twice, though the project was read before", async () => {
  await declareIntent(project, ["public.posts"], OPEN);
  const { declared } = await declareIntent(project, ["public.posts", "public.notes"], OPEN);
  expect(declared).toEqual(["public.notes"]);
  expect(Object.keys(parse(await file()).policy as object)).toEqual(["tables"]);
});

test("declareIntent() leaves a file alone that somebody is in the middle of", async () => {
  await writeFile(join(directory, "rowlock.toml"), "[clerk\n");
  expect((await declareIntent(project, ["public.posts"], OPEN)).declared).toEqual([]);
  expect(await file()).toBe("[clerk\n");
});
