// Takes the files of a running server's data directory as a base backup does, without its rows: between
// pg_backup_start and pg_backup_stop, with the log that makes them consistent.
// Guarantee: the server's own files, settings and slots stay as they are.
import { join } from "node:path";
import { listRowFiles } from "../../catalog/row-storage.ts";
import { rowlockError } from "../../errors/registry.ts";
import { type DraftFolder, openDraftFolder } from "../../files/draft-folder.ts";
import { openPinnedFolder } from "../../files/pinned-folder.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { withClient } from "../pool/with-client.ts";
import { copyFiles } from "./copy-files.ts";

export interface BackupSource {
  readonly dataDirectory: string;
  /** The database that is copied, as the server's superuser. */
  readonly superuserUrl: string;
}

/**
 * @param folder It is there and empty, out of everybody else's reach
 * @throws COPY_FAILED, DATABASE_UNREACHABLE, a PostgresError or the system's error
 */
export async function takeBackup(source: BackupSource, folder: string): Promise<void> {
  const to = openDraftFolder(folder);
  await withClient(source.superuserUrl, async (client) => {
    // The backup ends with the session, in whatever way that does.
    await client.query("select pg_catalog.pg_backup_start('rowlock copy', fast => true)");
    copyFiles({
      from: source.dataDirectory,
      to,
      databaseOid: await readDatabaseOid(client),
      rowFiles: await listRowFiles(client),
    });
    const { rows } = await client.query<{ label: string; last: string }>(
      `select stopped.labelfile as label, pg_catalog.pg_walfile_name(stopped.lsn) as last
       from pg_catalog.pg_backup_stop(wait_for_archive => false) as stopped`,
    );
    const { label = "", last = "" } = rows[0] ?? {};
    // The tablespaces' map stays out: it would lead the copy to their places.
    to.write("backup_label", label);
    copyLog(source.dataDirectory, { to, last, first: firstSegment(label) });
  });
}

async function readDatabaseOid(client: SqlClient): Promise<number> {
  const { rows } = await client.query<{ oid: number }>(
    "select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()",
  );
  return Number(rows[0]?.oid);
}

/** `START WAL LOCATION: 0/2000028 (file 000000010000000000000002)` */
function firstSegment(label: string): string {
  return /^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)/m.exec(label)?.[1] ?? "";
}

interface LogSegments {
  readonly to: DraftFolder;
  readonly first: string;
  readonly last: string;
}

function copyLog(dataDirectory: string, { to, first, last }: LogSegments): void {
  const folder = openPinnedFolder(join(dataDirectory, "pg_wal"));
  try {
    const names = folder.names().filter((name) => name >= first && name <= last);
    for (const name of names.filter((one) => /^[0-9A-F]{24}$/.test(one))) {
      const content = folder.read(name);
      if (content !== undefined) to.write(`pg_wal/${name}`, content);
    }
    // A checkpoint in between may have taken the oldest for something new, by its name or while it was read.
    if (!names.includes(first) || !folder.names().includes(first)) throw logGone();
  } finally {
    folder.close();
  }
}

function logGone(): Error {
  return rowlockError("COPY_FAILED", {
    message: "The database wrote so much meanwhile that its log was gone before it was copied",
    hint: "Try again while less is written",
  });
}
