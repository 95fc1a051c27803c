// Whether a project is judged with the grants that Supabase once gave too, because nothing says which it was written for.
import { withClient } from "../database/pool/with-client.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { isForOldGrants, readClosedTables } from "../stack/closed-tables.ts";
import { hasMigrations } from "./judged-database.ts";

export const JUDGED_BOTH_WAYS =
  "supabase/config.toml does not say whether new tables are granted at once ([api] auto_expose_new_tables), and the migrations grant nothing on some: judged both ways";

/** @param url of the judged database, as its owner */
export async function mayBeForOldGrants(url: string, opened: OpenedProject): Promise<boolean> {
  const closed = await withClient(url, readClosedTables);
  return isForOldGrants(opened.project, closed) && (await hasMigrations(opened));
}
