// What the Supabase CLI runs in a new database besides migrations: supabase/roles.sql before them, and in their place the
// files of a declarative schema. The CLI records neither. Here they are, so that no start runs one twice and a change is
// told.
import type pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import { readFileRecord, recordFile } from "./history.ts";
import type { PassingOver } from "./passed-over.ts";
import { readStatements } from "./read-statements.ts";
import { remoteHost } from "./remote-guard.ts";
import { runScript } from "./run-script.ts";
import { findScriptFiles, type ScriptFile } from "./script-files.ts";
import type { MigratorOptions } from "./with-migrator.ts";

export interface FirstFilesOptions extends MigratorOptions {
  /** The project's `supabase` folder. */
  readonly supabaseDirectory: string;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

interface RunOptions extends FirstFilesOptions {
  readonly client: pg.ClientBase;
  readonly passing: PassingOver | undefined;
}

const ROLES = "roles.sql";

/**
 * Roles outlast a database, so a file that ran is not run again where a reset leaves them. A server elsewhere has roles of
 * its own, and keeps them. Gives the paths that ran.
 */
export async function runRolesFile(
  options: RunOptions & { readonly isNew: boolean },
): Promise<readonly string[]> {
  if (remoteHost(options.connectionString) !== undefined) return [];
  const { files } = await findScriptFiles(options.supabaseDirectory, [ROLES]);
  const pending = await findPending(files, options);
  if (options.isNew) return runFiles(pending, options);
  for (const { path } of pending) {
    options.onNotice?.(`${path} runs in a new database: rowlock db reset makes one`);
  }
  return [];
}

/** `[db.migrations] schema_paths`, in its order. Gives the paths that ran. */
export async function runSchemaFiles(
  options: RunOptions & { readonly schemaPaths: readonly string[] },
): Promise<readonly string[]> {
  const { files, unmatched } = await findScriptFiles(
    options.supabaseDirectory,
    options.schemaPaths,
  );
  for (const pattern of unmatched) {
    options.onNotice?.(`No file is named ${pattern}, as [db.migrations] schema_paths says`);
  }
  return runFiles(await findPending(files, options), options);
}

/** @throws SCHEMA_FILES_APPLIED where the first migration would make anew what is there */
export async function refuseOverSchemaFiles(client: pg.ClientBase): Promise<void> {
  const applied = [...(await readFileRecord(client)).keys()].filter(
    (path) => path !== `supabase/${ROLES}`,
  );
  if (applied.length === 0) return;
  throw rowlockError("SCHEMA_FILES_APPLIED", {
    message: `The database was made from ${applied.join(", ")}, and now there are migrations`,
    hint: "rowlock db reset makes it from the migrations",
  });
}

async function findPending(
  files: readonly ScriptFile[],
  { client, onNotice }: RunOptions,
): Promise<readonly ScriptFile[]> {
  if (files.length === 0) return [];
  const record = await readFileRecord(client);
  for (const { path, hash } of files) {
    if ((record.get(path) ?? hash) === hash) continue;
    onNotice?.(`${path} changed after it ran; rowlock db reset runs it anew`);
  }
  return files.filter(({ path }) => !record.has(path));
}

async function runFiles(
  files: readonly ScriptFile[],
  options: RunOptions,
): Promise<readonly string[]> {
  for (const file of files) {
    await runScript(
      { path: file.path, statements: readStatements(file) },
      {
        ...options,
        failureCode: "MIGRATION_FAILED",
        record: () => recordFile(options.client, file),
      },
    );
  }
  return files.map(({ path }) => path);
}
