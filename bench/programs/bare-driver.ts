// The same SQL under the same roles and claims without any HTTP: what the database and the driver cost alone.
import { createBatchRunner } from "../../packages/rowlock/src/database/batch/create-batch-runner.ts";
import type { DriverLoad } from "../load/messages.ts";
import { serveCommands } from "../load/serve-commands.ts";
import { REQUESTS } from "../requests.ts";

const runner = createBatchRunner({ connectionString: process.env.BENCH_DATABASE_URL ?? "" });

await serveCommands<DriverLoad>(async (load) => {
  const request = REQUESTS.find(({ name }) => name === load.request);
  if (request === undefined) throw new Error(`There is no request ${load.request}`);
  const values = request.values?.(JSON.parse(request.body ?? "{}")) ?? [];
  return {
    ...load,
    async ask(_asker, turn) {
      const at = performance.now();
      await runner.run({
        role: "authenticated",
        settings: [["request.jwt.claims", load.claims[turn % load.claims.length] ?? ""]],
        readOnly: request.grows === undefined,
        query: { text: request.sql, values },
      });
      return performance.now() - at;
    },
    close() {},
  };
});
await runner.end();
