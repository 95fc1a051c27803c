// POST /api/sql/run and /api/sql/cancel: the SQL Editor.
import { Hono } from "hono";
import * as z from "zod";
import { param, sql } from "../../sql/fragment.ts";
import { recordOutcome } from "../query/record-outcome.ts";
import { runSql } from "../query/run-sql.ts";
import { createRunningQueries } from "../query/running-queries.ts";
import { sqlTitle } from "../query/schema-commands.ts";
import type { StudioContext } from "../studio-context.ts";
import { runSqlSchema } from "../wire/query.ts";
import { requestBody } from "./request-body.ts";

const cancelSchema = z.object({ runId: z.string() });

export function sqlRoutes(context: StudioContext): Hono {
  const routes = new Hono();
  const running = createRunningQueries();
  routes.post("/run", async (c) => {
    const request = await requestBody(c, runSqlSchema);
    const run = running.start(request.runId);
    try {
      const outcome = await runSql(request, {
        connectionString: context.database.connectionString,
        now: context.now,
        onStart: (processId) => run.workedBy(processId),
      });
      const title = sqlTitle(outcome.results.map((result) => result.command));
      return c.json(await recordOutcome(outcome, { context, title, statements: [request.sql] }));
    } finally {
      run.end();
    }
  });
  routes.post("/cancel", async (c) => {
    const { runId } = await requestBody(c, cancelSchema);
    const processId = running.processOf(runId);
    if (processId === undefined) return c.json({ cancelled: false });
    const [answer] = await context.database.rows<{ cancelled: boolean }>(
      sql`select pg_catalog.pg_cancel_backend(${param(String(processId))}::int4) as cancelled`,
    );
    return c.json({ cancelled: answer?.cancelled ?? false });
  });
  return routes;
}
