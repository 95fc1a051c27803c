// The types that supabase-js.test.ts is compiled with are what the Supabase CLI makes of the running database.
// The CLI is no dependency (docs/decisions/generated-types.md): ROWLOCK_SUPABASE names the program, such as
// `npx -y supabase@3.1.0`. With `-u` the types are written anew.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

const { ROWLOCK_SUPABASE } = process.env;
const run = promisify(execFile);

let api: TestDataApi;
beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA);
});
afterAll(() => api.close());

function formatted(source: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const biome = execFile(
      "npx",
      ["biome", "format", "--stdin-file-path=types.ts"],
      (error, out) => (error === null ? resolve(out) : reject(error)),
    );
    biome.stdin?.end(source);
  });
}

test.skipIf(ROWLOCK_SUPABASE === undefined)(
  "the committed types are those of the Supabase CLI",
  async () => {
    const [program = "", ...args] = (ROWLOCK_SUPABASE ?? "").split(" ");
    const generate = ["gen", "types", "typescript", "--schema", "public,other"];
    const { stdout } = await run(
      program,
      [...args, ...generate, `--remote=${api.database.ownerUrl}`],
      // Otherwise a remark on TLS comes before the types.
      { env: { ...process.env, PGSSLMODE: "disable" } },
    );
    await expect(await formatted(stdout)).toMatchFileSnapshot("../../test/data-api-types.ts");
  },
);
