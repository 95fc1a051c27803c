// The server side of Studio: the built pages, and the one API that they speak. Mounted by stack on its own port.
// Guarantee: nothing but the static pages answers without the run's secret, sent as a header by a page of Studio's own origin.
import { Hono } from "hono";
import { auditRoutes } from "./api/audit-routes.ts";
import { changesRoutes } from "./api/changes-routes.ts";
import { clerkRoutes } from "./api/clerk-routes.ts";
import { errorResponse } from "./api/error-response.ts";
import { migrationsRoutes } from "./api/migrations-routes.ts";
import { overviewRoutes } from "./api/overview-routes.ts";
import { protectRoutes } from "./api/protect-routes.ts";
import { realtimeRoutes } from "./api/realtime-routes.ts";
import { rowsRoutes } from "./api/rows-routes.ts";
import { schemaRoutes } from "./api/schema-routes.ts";
import { settingsRoutes } from "./api/settings-routes.ts";
import { sqlRoutes } from "./api/sql-routes.ts";
import { storageRoutes } from "./api/storage-routes.ts";
import { createKeptChanges } from "./kept-changes.ts";
import { createProjectMigrations } from "./migrations/project-migrations.ts";
import { createOwnerDatabase } from "./owner-database.ts";
import { createPages } from "./pages.ts";
import type { StudioOptions } from "./ports.ts";
import { requireSecret } from "./require-secret.ts";
import { securityHeaders } from "./security-headers.ts";
import type { StudioContext } from "./studio-context.ts";
import { StudioError } from "./studio-error.ts";

export interface Studio {
  fetch(request: Request): Promise<Response>;
  /** Closes its connections. */
  close(): Promise<void>;
}

export function createStudio(options: StudioOptions): Studio {
  const { project, requestLog, clerk, dataApi, now } = options;
  const database = createOwnerDatabase(options.connectionString);
  const kept = createKeptChanges({ store: options.changes, now, randomId: options.randomId });
  const migrations = createProjectMigrations(options);
  const context = { project, migrations, requestLog, clerk, dataApi, now, database, kept };
  const pages = createPages(options.pagesDirectory);
  const app = new Hono();
  app.use(securityHeaders(project.describe().addresses.api));
  app.use("/api/*", requireSecret(options));
  app.use("/api/*", async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
  });
  app.route("/api", api(context));
  app.get("*", (c) => pages.respond(c.req.path));
  app.onError((error) => errorResponse(error, options.report));
  return { fetch: async (request) => app.fetch(request), close: () => database.end() };
}

function api(context: StudioContext): Hono {
  const routes = new Hono();
  routes.route("/", overviewRoutes(context));
  routes.route("/", schemaRoutes(context));
  routes.route("/", clerkRoutes(context));
  routes.route("/", auditRoutes(context));
  routes.route("/rows", rowsRoutes(context));
  routes.route("/realtime", realtimeRoutes(context));
  routes.route("/sql", sqlRoutes(context));
  routes.route("/changes", changesRoutes(context));
  routes.route("/protect", protectRoutes(context));
  routes.route("/storage", storageRoutes(context));
  routes.route("/migrations", migrationsRoutes(context));
  routes.route("/settings", settingsRoutes(context));
  routes.all("*", () => {
    throw new StudioError("STUDIO_NOT_FOUND", { message: "The API has nothing at this address" });
  });
  return routes;
}
