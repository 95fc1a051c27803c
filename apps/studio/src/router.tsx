// Every page's address. Pages are loaded when they are opened; what a page has open (a form, a filter, a table) stands in its
// address too, so that everything can be linked to.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { OverviewPage } from "./pages/overview/overview-page.tsx";
import {
  readBucketSearch,
  readEditSearch,
  readPoliciesSearch,
  readSqlSearch,
  readTableSearch,
  readTablesSearch,
  readTemplateSearch,
  readUsersSearch,
  readWebhooksSearch,
} from "./search.ts";
import { NothingHere, PageFailed } from "./shell/page-states.tsx";
import { Shell } from "./shell/shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NothingHere });
const getParentRoute = () => root;

const overview = createRoute({ getParentRoute, path: "/", component: OverviewPage });

const tables = createRoute({
  getParentRoute,
  path: "/tables",
  validateSearch: readTablesSearch,
  component: lazyRouteComponent(() => import("./pages/tables/tables-page.tsx"), "TablesPage"),
});

const table = createRoute({
  getParentRoute: () => tables,
  path: "/$schema/$table",
  validateSearch: readTableSearch,
  component: lazyRouteComponent(() => import("./pages/tables/table-view.tsx"), "TableView"),
});

const sql = createRoute({
  getParentRoute,
  path: "/sql",
  validateSearch: readSqlSearch,
  component: lazyRouteComponent(() => import("./pages/sql/sql-page.tsx"), "SqlPage"),
});

const storage = createRoute({
  getParentRoute,
  path: "/storage",
  validateSearch: readEditSearch,
  component: lazyRouteComponent(() => import("./pages/storage/storage-page.tsx"), "StoragePage"),
});

const bucket = createRoute({
  getParentRoute: () => storage,
  path: "/$bucket",
  validateSearch: readBucketSearch,
  component: lazyRouteComponent(() => import("./pages/storage/bucket-view.tsx"), "BucketView"),
});

const functions = createRoute({
  getParentRoute,
  path: "/functions",
  validateSearch: readEditSearch,
  component: lazyRouteComponent(
    () => import("./pages/functions/functions-page.tsx"),
    "FunctionsPage",
  ),
});

const migrations = createRoute({
  getParentRoute,
  path: "/migrations",
  validateSearch: readEditSearch,
  component: lazyRouteComponent(
    () => import("./pages/migrations/migrations-page.tsx"),
    "MigrationsPage",
  ),
});

const realtime = createRoute({
  getParentRoute,
  path: "/realtime",
  component: lazyRouteComponent(() => import("./pages/realtime/realtime-page.tsx"), "RealtimePage"),
});

const policies = createRoute({
  getParentRoute,
  path: "/policies",
  validateSearch: readPoliciesSearch,
  component: lazyRouteComponent(() => import("./pages/policies/policies-page.tsx"), "PoliciesPage"),
});

const audit = createRoute({
  getParentRoute,
  path: "/audit",
  component: lazyRouteComponent(() => import("./pages/audit/audit-page.tsx"), "AuditPage"),
});

const users = createRoute({
  getParentRoute,
  path: "/users",
  validateSearch: readUsersSearch,
  component: lazyRouteComponent(() => import("./pages/users/users-page.tsx"), "UsersPage"),
});

const user = createRoute({
  getParentRoute,
  path: "/users/$userId",
  component: lazyRouteComponent(() => import("./pages/users/user-page.tsx"), "UserPage"),
});

const sessions = createRoute({
  getParentRoute,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./pages/sessions/sessions-page.tsx"), "SessionsPage"),
});

const templates = createRoute({
  getParentRoute,
  path: "/jwt-templates",
  component: lazyRouteComponent(
    () => import("./pages/templates/templates-page.tsx"),
    "TemplatesPage",
  ),
});

const template = createRoute({
  getParentRoute,
  path: "/jwt-templates/$templateId",
  validateSearch: readTemplateSearch,
  component: lazyRouteComponent(
    () => import("./pages/templates/template-page.tsx"),
    "TemplatePage",
  ),
});

const emails = createRoute({
  getParentRoute,
  path: "/emails",
  component: lazyRouteComponent(() => import("./pages/emails/emails-page.tsx"), "EmailsPage"),
});

const webhooks = createRoute({
  getParentRoute,
  path: "/webhooks",
  validateSearch: readWebhooksSearch,
  component: lazyRouteComponent(() => import("./pages/webhooks/webhooks-page.tsx"), "WebhooksPage"),
});

const apiSettings = createRoute({
  getParentRoute,
  path: "/settings/api",
  component: lazyRouteComponent(
    () => import("./pages/settings/api-settings-page.tsx"),
    "ApiSettingsPage",
  ),
});

const clerkSettings = createRoute({
  getParentRoute,
  path: "/settings/clerk",
  component: lazyRouteComponent(
    () => import("./pages/settings/clerk-settings-page.tsx"),
    "ClerkSettingsPage",
  ),
});

const routeTree = root.addChildren([
  overview,
  tables.addChildren([table]),
  sql,
  storage.addChildren([bucket]),
  functions,
  migrations,
  realtime,
  policies,
  audit,
  users,
  user,
  sessions,
  templates,
  template,
  emails,
  webhooks,
  apiSettings,
  clerkSettings,
]);

export function createStudioRouter() {
  return createRouter({
    routeTree,
    defaultPreload: "intent",
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    readonly router: ReturnType<typeof createStudioRouter>;
  }
}
