import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandEnvironment } from "./command-environment.ts";
import { PUBLIC_PREFIXES } from "./frameworks.ts";

// A monorepo keeps its Supabase project in one folder and the app that runs in another.
test("commandEnvironment() replaces address and key together where the app's sources are elsewhere", async () => {
  const directory = await mkdtemp(join(tmpdir(), "rowlock-elsewhere-"));
  const full = { SUPABASE_URL: "http://127.0.0.1:54321", SUPABASE_KEY: "anon" };
  const options = { directory, full, onDemand: {}, node: "22.0.0", nodeOptions: undefined };
  const { environment } = await commandEnvironment(options);
  await rm(directory, { recursive: true });
  const addressed = ["", ...PUBLIC_PREFIXES].filter(
    (prefix) => environment[`${prefix}SUPABASE_URL`] !== undefined,
  );
  expect(addressed).toContain("NEXT_PUBLIC_");
  for (const prefix of addressed) {
    expect([prefix, environment[`${prefix}SUPABASE_ANON_KEY`]]).toEqual([prefix, "anon"]);
  }
});
