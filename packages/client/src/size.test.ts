// The budget: what an app that has supabase-js already pays for this package, minified and compressed.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const supabase = 'export { createClient } from "@supabase/supabase-js";';

async function sizeOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}

test("@rowlock/client adds less than 1.5 kB to supabase-js", async () => {
  const alone = await sizeOf(supabase);
  const both = await sizeOf(`${supabase} export { createClerkSupabaseClient } from "./index.ts";`);
  expect(both - alone).toBeGreaterThan(0);
  expect(both - alone).toBeLessThan(1500);
});
