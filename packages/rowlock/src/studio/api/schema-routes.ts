// GET /api/schema, /api/tables/:schema/:table, /api/functions, /api/policies: the database as it is now.
import { Hono } from "hono";
import { readFunctions } from "../introspection/functions.ts";
import { readPolicies } from "../introspection/policies.ts";
import { readSchema } from "../introspection/read-schema.ts";
import { readTableDetails } from "../introspection/table-details.ts";
import type { StudioContext } from "../studio-context.ts";

export function schemaRoutes({ database, project }: StudioContext): Hono {
  const routes = new Hono();
  const exposed = () => project.describe().schemas;
  routes.get("/schema", async (c) => c.json(await readSchema(database, exposed())));
  routes.get("/tables/:schema/:table", async (c) => {
    const { schema, table } = c.req.param();
    return c.json(await readTableDetails(database, { schema, name: table, exposed: exposed() }));
  });
  routes.get("/functions", async (c) => c.json(await readFunctions(database)));
  routes.get("/policies", async (c) => c.json(await readPolicies(database)));
  return routes;
}
