import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStateDirectory, type StateDirectory } from "./state-directory.ts";
import { tellOfKeys } from "./told-keys.ts";

let state: StateDirectory;

beforeEach(async () => {
  state = await openStateDirectory(
    join(await mkdtemp(join(tmpdir(), "rowlock-told-")), ".rowlock"),
  );
});

afterEach(() => rm(join(state.path, ".."), { recursive: true }));

test("tellOfKeys() names all in one sentence, once, and later only what is new", async () => {
  expect(await tellOfKeys(state, [])).toBeUndefined();
  const first = await tellOfKeys(state, ["auth.email", "storage"]);
  expect(first).toContain("no effect here: auth.email, storage (said once)");
  expect(await tellOfKeys(state, ["auth.email", "storage"])).toBeUndefined();
  const second = await tellOfKeys(state, ["auth.email", "remotes.staging", "storage"]);
  expect(second).toContain("no effect here: remotes.staging (said once)");
  const many = Array.from({ length: 15 }, (_, index) => `auth.key${index}`);
  expect(await tellOfKeys(state, many)).toContain("auth.key11 and 3 more");
});

test("tellOfKeys() tells again where its record is damaged", async () => {
  await tellOfKeys(state, ["storage"]);
  await writeFile(join(state.path, "told.json"), "{");
  expect(await tellOfKeys(state, ["storage"])).toContain("storage");
  expect(await tellOfKeys(state, ["storage"])).toBeUndefined();
});
