// `rowlock db reset`: the app's database again from migrations and seeds, and the files of its buckets with it. People
// stay, unless they are to go too.
import {
  resetEmbeddedDatabase,
  resetExternalDatabase,
} from "../database/migrations/reset-database.ts";
import { withClient } from "../database/pool/with-client.ts";
import { type MigrateResult, migrate } from "./migrate.ts";
import { resetBytes } from "./storage/project-bytes.ts";
import { type WithDatabasesOptions, withDatabases } from "./with-databases.ts";
import { withIdentity } from "./with-identity.ts";

export interface ResetOptions extends WithDatabasesOptions {
  readonly allowRemote: boolean;
  /** True: everybody is deleted, then those of rowlock.toml are made again. */
  readonly users: boolean;
  /** Aborted when Rowlock is told to end: a migration that runs then is cancelled. */
  readonly signal: AbortSignal;
}

export interface ResetResult extends MigrateResult {
  readonly deletedUsers: number;
}

/** @throws DATABASE_REMOTE, MIGRATION_FAILED, MIGRATION_CANCELLED, SEED_FAILED, DATABASE_UNREACHABLE */
export async function resetAppDatabase(options: ResetOptions): Promise<ResetResult> {
  const { opened, databaseUrl, allowRemote, onNotice } = options;
  const migrated = await withDatabases(options, async ({ urls, superuserUrl }) => {
    if (databaseUrl === undefined) await resetEmbeddedDatabase({ superuserUrl, onNotice });
    else await resetExternalDatabase({ connectionString: databaseUrl, allowRemote });
    const { project } = opened;
    const migrated = await migrate({
      project,
      connectionString: urls.owner,
      login: urls.login,
      allowRemote,
      onNotice,
      signal: options.signal,
    });
    // Of a database elsewhere the rows of storage stay, and so do the files.
    if (databaseUrl === undefined) {
      await withClient(urls.owner, (client) => resetBytes(client, { project, onNotice }));
    }
    return migrated;
  });
  return { ...migrated, deletedUsers: options.users ? await resetUsers(options) : 0 };
}

async function resetUsers(options: WithDatabasesOptions): Promise<number> {
  return withIdentity(options, async (identity) => {
    let deleted = 0;
    for (;;) {
      const page = await identity.listUsers({ limit: 100 });
      if (page.length === 0) break;
      for (const { id } of page) await identity.deleteUser(id);
      deleted += page.length;
    }
    await identity.seedUsers(options.opened.project.rowlock.clerk.users);
    return deleted;
  });
}
