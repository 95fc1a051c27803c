// The places that the sidebar leads to, under the names that the guide uses.
import type { IconName } from "../ui/icon.tsx";

interface Place {
  readonly to:
    | "/"
    | "/tables"
    | "/sql"
    | "/storage"
    | "/functions"
    | "/migrations"
    | "/realtime"
    | "/policies"
    | "/audit"
    | "/users"
    | "/sessions"
    | "/jwt-templates"
    | "/emails"
    | "/webhooks"
    | "/settings/api"
    | "/settings/clerk";
  readonly label: string;
  readonly icon: IconName;
}

interface Group {
  /** Absent: the places stand by themselves. */
  readonly label?: string;
  readonly places: readonly Place[];
}

export const NAVIGATION: readonly Group[] = [
  { places: [{ to: "/", label: "Overview", icon: "overview" }] },
  {
    places: [
      { to: "/tables", label: "Table Editor", icon: "table" },
      { to: "/sql", label: "SQL Editor", icon: "sql" },
      { to: "/storage", label: "Storage", icon: "bucket" },
    ],
  },
  {
    label: "Database",
    places: [
      { to: "/functions", label: "Functions", icon: "function" },
      { to: "/migrations", label: "Migrations", icon: "migration" },
      { to: "/realtime", label: "Realtime", icon: "broadcast" },
    ],
  },
  {
    label: "Authentication",
    places: [
      { to: "/policies", label: "Policies", icon: "shield" },
      { to: "/audit", label: "Audit", icon: "audit" },
      { to: "/users", label: "Users", icon: "users" },
      { to: "/sessions", label: "Sessions", icon: "session" },
      { to: "/jwt-templates", label: "JWT Templates", icon: "template" },
      { to: "/emails", label: "Emails", icon: "mail" },
      { to: "/webhooks", label: "Webhooks", icon: "webhook" },
    ],
  },
  {
    label: "Project Settings",
    places: [
      { to: "/settings/api", label: "API", icon: "key" },
      { to: "/settings/clerk", label: "Clerk", icon: "gear" },
    ],
  },
];
