import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { openStateDirectory } from "./state-directory.ts";

const schema = z.object({ secret: z.string() });
let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "rowlock-state-"));
});

afterEach(() => rm(parent, { recursive: true }));

describe("openStateDirectory()", () => {
  test("makes a private folder that git ignores, with private files", async () => {
    const state = await openStateDirectory(join(parent, ".rowlock"));
    await state.write("keys.json", { secret: "s" });
    expect((await stat(state.path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(state.path, "keys.json"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(state.path, ".gitignore"), "utf8")).toBe("*\n");
    expect(await state.read("keys.json", schema)).toEqual({ secret: "s" });
  });

  test("gives undefined for a file that is not there", async () => {
    const state = await openStateDirectory(join(parent, ".rowlock"));
    expect(await state.read("keys.json", schema)).toBeUndefined();
  });

  test.each(['{"secret":', '{"secret": 5, "password": "hunter2"}', ""])(
    "names a damaged file, keeps it and shows nothing of it: %j",
    async (content) => {
      const state = await openStateDirectory(join(parent, ".rowlock"));
      const path = join(state.path, "keys.json");
      await writeFile(path, content);
      const error = await state.read("keys.json", schema).catch((cause: Error) => cause);
      expect(error).toMatchObject({ code: "STATE_DAMAGED" });
      expect(String(error)).toContain(path);
      expect(String(error)).not.toContain("hunter2");
      expect(await readFile(path, "utf8")).toBe(content);
    },
  );

  test("says so when the folder can't be made", async () => {
    await writeFile(join(parent, "file"), "");
    await expect(openStateDirectory(join(parent, "file", ".rowlock"))).rejects.toMatchObject({
      code: "STATE_UNWRITABLE",
    });
  });
});
