// Copies the files of a data directory while its server runs, one database of it, without the files that hold rows.
// What the server keeps for itself alone is left out, as in a base backup.
import { join } from "node:path";
import type { DraftFolder } from "../../files/draft-folder.ts";
import { openPinnedFolder, type PinnedFolder } from "../../files/pinned-folder.ts";

export interface CopyFilesOptions {
  readonly from: string;
  readonly to: DraftFolder;
  /** The database that is copied; of others nothing is. */
  readonly databaseOid: number;
  /** See `listRowFiles`. Of these an empty file is made. */
  readonly rowFiles: ReadonlySet<string>;
}

/** Folders that the copy has too, with nothing in them. */
const EMPTIED = new Set([
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_twophase",
  "pg_wal",
  "pg_logical/mappings",
  "pg_logical/snapshots",
]);

const CONTROL_FILE = "global/pg_control";

const LEFT_OUT = new Set([
  "postmaster.pid",
  "postmaster.opts",
  "postgresql.auto.conf",
  "pg_hba.conf",
  "backup_label",
  "backup_label.old",
  "tablespace_map",
  "tablespace_map.old",
  "current_logfiles",
  "standby.signal",
  "recovery.signal",
  // Last of all, as in a base backup.
  CONTROL_FILE,
]);

/** Temporary files and tables, and a cache that the server makes anew. */
const TEMPORARY = /^(pgsql_tmp|t\d+_\d+|pg_internal\.init)/;

/** A relation's file: its name, the fork, the segment. */
const RELATION = /^(\d+)(_[a-z]+)?(\.\d+)?$/;

/** @throws the system's error */
export function copyFiles(options: CopyFilesOptions): void {
  const root = openPinnedFolder(options.from, "links");
  try {
    copyFolder(root, "", options);
    const control = root.open("global")?.read("pg_control");
    if (control !== undefined) options.to.write(CONTROL_FILE, control);
  } finally {
    root.close();
  }
}

function copyFolder(folder: PinnedFolder, path: string, options: CopyFilesOptions): void {
  for (const name of folder.names()) {
    const inner = path === "" ? name : `${path}/${name}`;
    if (LEFT_OUT.has(inner) || TEMPORARY.test(name) || isAnotherDatabase(inner, options)) continue;
    const child = folder.open(name) ?? openTablespace(inner, options);
    if (child === undefined) {
      copyFile(folder, name, { ...options, path: inner });
      continue;
    }
    try {
      options.to.makeFolder(inner);
      if (!EMPTIED.has(inner)) copyFolder(child, inner, options);
    } finally {
      child.close();
    }
  }
}

function isAnotherDatabase(path: string, { databaseOid }: CopyFilesOptions): boolean {
  const [, oid] = /^(?:base|pg_tblspc\/\d+\/[^/]+)\/(\d+)$/.exec(path) ?? [];
  return oid !== undefined && oid !== String(databaseOid);
}

/** A tablespace is a link that a superuser made; in the copy it becomes a folder in its place. */
function openTablespace(path: string, { from }: CopyFilesOptions): PinnedFolder | undefined {
  return /^pg_tblspc\/\d+$/.test(path) ? openPinnedFolder(join(from, path), "links") : undefined;
}

function copyFile(
  folder: PinnedFolder,
  name: string,
  { path, to, rowFiles }: CopyFilesOptions & { readonly path: string },
): void {
  const [, node, fork = "", segment = ""] = RELATION.exec(name) ?? [];
  const holdsRows = node !== undefined && rowFiles.has(path.slice(0, -name.length) + node);
  if (!holdsRows || fork === "_init") {
    const content = folder.read(name);
    if (content !== undefined) to.write(path, content);
  } else if (fork === "" && segment === "") to.write(path, "");
}
