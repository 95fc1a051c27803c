import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clerkJsMajorOf, findClerkSdks } from "./clerk-sdk.ts";
import { describeApp } from "./describe-app.ts";
import { findStrandedSupabase } from "./supabase-sdk.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-sdk-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function app(files: Readonly<Record<string, unknown>>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(
      join(directory, path),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  }
  return findClerkSdks(directory);
}

const declares = (packages: Record<string, string>) => ({
  "package.json": { dependencies: packages },
});
const NOTHING = {
  sdks: [],
  stranded: [],
  variables: { given: {}, refused: [], lacking: [], elsewhere: [], inCode: [] },
  absent: [],
};

describe("findClerkSdks()", () => {
  test.each([
    ["@clerk/nextjs", "^6.39.1", 5],
    ["@clerk/nextjs", "~7.2.1", 6],
    ["@clerk/nextjs", "latest", 6],
    ["@clerk/clerk-react", "^5.61.0", 5],
    ["@clerk/clerk-react", "latest", 5],
    ["@clerk/react", "6.18.0", 6],
    ["@clerk/clerk-expo", "^2.14.9", 5],
    ["@clerk/expo", "4.6.6", 6],
    ["@clerk/vue", "1.17.0", 5],
    ["@clerk/vue", "2.5.0", 6],
    ["@clerk/astro", "4.0.2", 6],
    ["@clerk/tanstack-react-start", "0.29.0", 5],
    ["@clerk/nextjs", "9.0.0", 6],
  ])("%s %s loads clerk-js %i", async (name, range, major) => {
    expect(clerkJsMajorOf(await app(declares({ [name]: range })))).toBe(major);
  });

  test("the installed version counts before the range", async () => {
    const sdks = await app({
      ...declares({ "@clerk/nextjs": ">=5" }),
      "node_modules/@clerk/nextjs/package.json": { version: "7.9.17" },
    });
    expect(sdks).toEqual([
      { name: "@clerk/nextjs", version: "7.9.17", core: 3, needs: undefined, isNewer: false },
    ]);
  });

  test("a server's SDK says nothing of a browser's script", async () => {
    expect(clerkJsMajorOf(await app(declares({ "@clerk/express": "1.7.0" })))).toBeUndefined();
  });

  test.each([
    ["@clerk/nextjs", "5.7.6", "6.22.0"],
    ["@clerk/nextjs", "6.21.9", "6.22.0"],
    ["@clerk/nextjs", "6.22.0", undefined],
    ["@clerk/nextjs", "7.0.0", undefined],
    ["@clerk/backend", "1.34.0", "2.1.0"],
    ["@clerk/backend", "2.0.1", "2.1.0"],
    ["@clerk/backend", "3.25.0", undefined],
  ])("%s %s: the lowest that an http address can serve is named", async (name, version, needs) => {
    const sdks = await app(declares({ [name]: version }));
    expect(sdks[0]?.needs).toBe(needs);
    const said = describeApp({ ...NOTHING, sdks });
    expect(said).toHaveLength(needs === undefined ? 0 : 1);
    if (needs !== undefined) expect(said[0]).toContain(`${needs} is the lowest version`);
  });

  test("an SDK of a generation to come is told", async () => {
    const sdks = await app(declares({ "@clerk/nextjs": "8.0.0", "@clerk/react": "6.18.0" }));
    const said = describeApp({ ...NOTHING, sdks });
    expect(said).toEqual([expect.stringContaining("@clerk/nextjs 8.0.0 is newer than")]);
  });

  test("two generations in one monorepo are told", async () => {
    const sdks = await app({
      "package.json": { workspaces: ["apps/*"] },
      "apps/admin/package.json": { dependencies: { "@clerk/nextjs": "7.9.0" } },
      "apps/web/package.json": { dependencies: { "@clerk/clerk-react": "5.61.0" } },
    });
    expect(clerkJsMajorOf(sdks)).toBe(6);
    const [said = ""] = describeApp({ ...NOTHING, sdks });
    expect(said).toContain("@clerk/clerk-react 5.61.0 is of Core 2");
    expect(said).toContain("clerk-js@5");
  });

  test.each([
    "",
    "{",
    "[]",
    "null",
    '{"dependencies":null}',
    '{"dependencies":{"@clerk/nextjs":7}}',
  ])("a package.json that is none (%s) names no SDK", async (text) => {
    expect(await app({ "package.json": text })).toEqual([]);
  });
});

describe("findStrandedSupabase()", () => {
  const installed = (version: string, more: Record<string, string> = {}) => ({
    ...declares({ "@supabase/supabase-js": "2", ...more }),
    "node_modules/@supabase/supabase-js/package.json": { version },
  });

  test.each([
    ["2.119.1", "20.20.2", 1],
    ["2.105.4", "20.20.2", 1],
    ["2.105.3", "20.20.2", 0],
    ["2.119.1", "22.0.0", 0],
  ])("supabase-js %s on Node.js %s: %i is told", async (version, node, count) => {
    await app(installed(version));
    const stranded = await findStrandedSupabase(directory, node);
    const said = describeApp({ ...NOTHING, stranded });
    expect(said).toHaveLength(count);
    if (count > 0) expect(said[0]).toContain("run the app on Node.js 22 or later");
  });

  test("@rowlock/client sees to it", async () => {
    await app(installed("2.119.1", { "@rowlock/client": "0.1.0" }));
    expect(await findStrandedSupabase(directory, "20.20.2")).toEqual([]);
  });
});
