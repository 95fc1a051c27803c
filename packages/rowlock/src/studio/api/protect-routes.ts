// POST /api/protect/plan and /api/protect/apply: what `rowlock protect` does, shown as SQL and then run.
import { Hono } from "hono";
import { planProtect } from "../protect/plan-protect.ts";
import { recordOutcome } from "../query/record-outcome.ts";
import { runSql } from "../query/run-sql.ts";
import type { StudioContext } from "../studio-context.ts";
import { type ProtectPlan, protectSchema } from "../wire/protect.ts";
import { requestBody } from "./request-body.ts";

/** Rows may have to be given an owner, and an index to be built. */
const PROTECT_TIMEOUT_SECONDS = 600;

export function protectRoutes(context: StudioContext): Hono {
  const { database, project, now } = context;
  const routes = new Hono();
  routes.post("/plan", async (c) => {
    const { protection } = await planProtect(await requestBody(c, protectSchema), database);
    const purposes = protection.steps.flatMap(({ purpose }) => purpose ?? []);
    return c.json({ purposes, sql: protection.migration } satisfies ProtectPlan);
  });
  routes.post("/apply", async (c) => {
    const request = await requestBody(c, protectSchema);
    const { protection, intent } = await planProtect(request, database);
    const text = protection.migration;
    const outcome = await runSql(
      { sql: text, maxRows: 1, timeoutSeconds: PROTECT_TIMEOUT_SECONDS },
      { connectionString: database.connectionString, now },
    );
    if (outcome.problem === undefined) await project.declareIntent(protection.tables, intent);
    const title = `Protect ${request.table}`;
    return c.json(await recordOutcome(outcome, { context, title, statements: [text.trimEnd()] }));
  });
  return routes;
}
