// /api/migrations: what is applied and pending, and keeping changes made here as a migration file.
import { Hono } from "hono";
import type { StudioContext } from "../studio-context.ts";
import { StudioError } from "../studio-error.ts";
import {
  forgetChangesSchema,
  keepChangesSchema,
  type MigrationsAnswer,
  type MigrationText,
} from "../wire/migrations.ts";
import { requestBody } from "./request-body.ts";

export function migrationsRoutes({ migrations, kept }: StudioContext): Hono {
  const routes = new Hono();
  routes.get("/", async (c) => {
    const [list, unkept] = await Promise.all([migrations.list(), kept.list()]);
    return c.json({ migrations: list, unkept } satisfies MigrationsAnswer);
  });
  routes.get("/:version", async (c) => {
    const version = c.req.param("version");
    const text = await migrations.read(version);
    if (text !== undefined) return c.json({ version, sql: text } satisfies MigrationText);
    throw new StudioError("STUDIO_NOT_FOUND", { message: `There is no migration ${version}` });
  });
  routes.post("/keep", async (c) => {
    const { changeIds, name } = await requestBody(c, keepChangesSchema);
    const changes = await kept.find(changeIds);
    const statements = changes.flatMap((change) => change.statements);
    const migration = await migrations.keep({ name, statements });
    await kept.remove(changeIds);
    return c.json(migration);
  });
  routes.post("/forget", async (c) => {
    await kept.remove((await requestBody(c, forgetChangesSchema)).changeIds);
    return c.json({});
  });
  routes.post("/apply", async (c) => c.json(await migrations.applyPending()));
  return routes;
}
