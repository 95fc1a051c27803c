// What dumps of a hosted database say of owners that are the platform's: `alter table notes owner to supabase_admin` and
// its kin. Whoever applies a migration is neither that owner nor its superuser, so the object stays the migration's own:
// what is owned by a superuser here would run with a superuser's rights.

import { PLATFORM_ROLES } from "../baseline/platform-roles.ts";
import { SUPERUSER } from "../cluster/create-data-directory.ts";
import { firstTokenOf } from "./split-statements.ts";

const OWNERS = new Set([SUPERUSER, ...PLATFORM_ROLES]);

const CHANGES = [
  /^alter\s(?:[^;]*\s)?owner\s+to\s+"?(\w+)"?\s*$/i,
  /^alter\s+default\s+privileges\s+for\s+(?:role|user)\s+"?(\w+)"?\s/i,
];

/** The platform's role that a statement is about; undefined: it is about none, and its failure counts. */
export function platformOwner(statement: string): string | undefined {
  const text = statement.slice(firstTokenOf(statement));
  for (const change of CHANGES) {
    const owner = change.exec(text)?.[1]?.toLowerCase();
    if (owner !== undefined && OWNERS.has(owner)) return owner;
  }
  // pg_dump writes one for each extension, and hosted's are its superuser's.
  return /^comment\s+on\s+extension\s/i.test(text) ? SUPERUSER : undefined;
}
