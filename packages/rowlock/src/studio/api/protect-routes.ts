// POST /api/protect/plan and /api/protect/apply, and both for a bucket: what `rowlock protect` does, shown as SQL and
// then run.
import { Hono } from "hono";
import type { Protection } from "../../policy/protect/protect-tables.ts";
import { planProtect } from "../protect/plan-protect.ts";
import { planProtectBucket } from "../protect/plan-protect-bucket.ts";
import { recordOutcome } from "../query/record-outcome.ts";
import { runSql } from "../query/run-sql.ts";
import type { StudioContext } from "../studio-context.ts";
import { type ProtectPlan, protectBucketSchema, protectSchema } from "../wire/protect.ts";
import { requestBody } from "./request-body.ts";

/** Rows may have to be given an owner, and an index to be built. */
const PROTECT_TIMEOUT_SECONDS = 600;

export function protectRoutes(context: StudioContext): Hono {
  const { database, project, now } = context;
  const routes = new Hono();
  routes.post("/plan", async (c) => {
    const { protection } = await planProtect(await requestBody(c, protectSchema), database);
    return c.json(told(protection));
  });
  routes.post("/apply", async (c) => {
    const request = await requestBody(c, protectSchema);
    const { protection, intent } = await planProtect(request, database);
    const outcome = await run(protection);
    if (outcome.problem === undefined) await project.declareIntent(protection.tables, intent);
    const title = `Protect ${request.table}`;
    const statements = [protection.migration.trimEnd()];
    return c.json(await recordOutcome(outcome, { context, title, statements }));
  });
  routes.post("/bucket/plan", async (c) =>
    c.json(told(await planProtectBucket(await requestBody(c, protectBucketSchema), database))),
  );
  routes.post("/bucket/apply", async (c) => {
    const request = await requestBody(c, protectBucketSchema);
    const protection = await planProtectBucket(request, database);
    const title = `Protect the bucket ${request.bucket}`;
    const statements = [protection.migration.trimEnd()];
    return c.json(await recordOutcome(await run(protection), { context, title, statements }));
  });

  function run({ migration: sql }: Protection) {
    return runSql(
      { sql, maxRows: 1, timeoutSeconds: PROTECT_TIMEOUT_SECONDS },
      { connectionString: database.connectionString, now },
    );
  }

  return routes;
}

function told({ steps, migration }: Protection): ProtectPlan {
  return { purposes: steps.flatMap(({ purpose }) => purpose ?? []), sql: migration };
}
