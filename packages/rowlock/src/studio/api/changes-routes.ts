// POST /api/changes/preview and /api/changes/apply: forms, shown as SQL and run as that SQL.
import { Hono } from "hono";
import { loadSqlParser } from "../../policy/expression/parser.ts";
import { changeTitle } from "../changes/change-title.ts";
import { renderChange } from "../changes/render-change.ts";
import { recordOutcome } from "../query/record-outcome.ts";
import { runSql } from "../query/run-sql.ts";
import type { StudioContext } from "../studio-context.ts";
import { type ChangePreview, changeSchema } from "../wire/change.ts";
import { requestBody } from "./request-body.ts";

const FORM_TIMEOUT_SECONDS = 120;

export function changesRoutes(context: StudioContext): Hono {
  const routes = new Hono();
  routes.post("/preview", async (c) => {
    const statements = renderChange(await requestBody(c, changeSchema), await loadSqlParser());
    return c.json({ statements } satisfies ChangePreview);
  });
  routes.post("/apply", async (c) => {
    const change = await requestBody(c, changeSchema);
    const statements = renderChange(change, await loadSqlParser());
    const outcome = await runSql(
      { sql: statements.join("\n\n"), maxRows: 1, timeoutSeconds: FORM_TIMEOUT_SECONDS },
      { connectionString: context.database.connectionString, now: context.now },
    );
    return c.json(
      await recordOutcome(outcome, { context, title: changeTitle(change), statements }),
    );
  });
  return routes;
}
