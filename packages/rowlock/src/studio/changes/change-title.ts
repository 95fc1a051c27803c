// A change in a few words, for the list of what is not in a migration yet.
import type { Change } from "../wire/change.ts";

export function changeTitle(change: Change): string {
  switch (change.kind) {
    case "create-table":
      return `Create table ${change.name}`;
    case "drop-table":
      return `Drop table ${change.table}`;
    case "rename-table":
      return `Rename table ${change.table} to ${change.to}`;
    case "comment-table":
      return `Comment on table ${change.table}`;
    case "add-column":
      return `Add column ${change.table}.${change.column.name}`;
    case "alter-column":
      return `Alter column ${change.table}.${change.column}`;
    case "drop-column":
      return `Drop column ${change.table}.${change.column}`;
    case "set-rls":
      return `${change.enabled ? "Enable" : "Disable"} RLS on ${change.table}`;
    case "create-policy":
      return `Create policy "${change.name}" on ${change.table}`;
    case "replace-policy":
      return `Change policy "${change.replaces}" on ${change.table}`;
    case "drop-policy":
      return `Drop policy "${change.name}" on ${change.table}`;
    case "save-function":
      return `${change.replace ? "Change" : "Create"} function ${change.name}`;
    case "drop-function":
      return `Drop function ${change.name}`;
    case "grant":
      return `Grant ${change.table} to ${change.grants.map((grant) => grant.role).join(", ")}`;
    case "revoke":
      return `Revoke ${change.table} from ${change.grants.map((grant) => grant.role).join(", ")}`;
  }
}
