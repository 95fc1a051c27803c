// What `rowlock status` says of extensions: which are Rowlock's own, and what migrations and seeds were passed over for
// want of one.
import { OWN_EXTENSIONS } from "../database/engine/own-extensions.ts";
import { type PassedOver, readPassedOver } from "../database/migrations/passed-over.ts";
import { withClient } from "../database/pool/with-client.ts";

export interface ExtensionReport {
  /** Created, and given by Rowlock itself. */
  readonly own: readonly string[];
  /** Created, and a name alone: none of its functions is here. */
  readonly placeholders: readonly string[];
  readonly passedOver: readonly PassedOver[];
}

/** @throws DATABASE_UNREACHABLE */
export function readExtensionReport(ownerUrl: string): Promise<ExtensionReport> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select extname as name from pg_catalog.pg_extension",
    );
    const created = new Set(rows.map(({ name }) => name));
    const present = OWN_EXTENSIONS.filter(({ name }) => created.has(name));
    return {
      own: present.filter(({ placeholder }) => placeholder !== true).map(({ name }) => name),
      placeholders: present.filter(({ placeholder }) => placeholder).map(({ name }) => name),
      passedOver: await readPassedOver(client),
    };
  });
}
