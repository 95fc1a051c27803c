// The database that a command on policies judges: the one named, the project's own as it stands, or a replay of the
// migrations. `audit` and `prove` ask here alone, so that both judge the same, with `dev` running and stopped.
// Guarantee: what is judged is only read.
import { loadSecurityModel, type SecurityModel } from "../catalog/security-model.ts";
import type { BackupSource } from "../database/copy/take-backup.ts";
import { readLocalMigrations } from "../database/migrations/local-migrations.ts";
import { matchFiles } from "../database/migrations/match-files.ts";
import { withClient } from "../database/pool/with-client.ts";
import { APP_DATABASE } from "../database/role-names.ts";
import { rowlockError } from "../errors/registry.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { AGAINST_MIGRATIONS, type Drift, findDrift } from "../policy/judged/drift.ts";
import type { Judged } from "../policy/judged/judged.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { schemaSources } from "../stack/schema-sources.ts";
import { dataDirectoryOf, hasDatabase, withDatabases } from "../stack/with-databases.ts";
import { requestRoles } from "./policy-settings.ts";
import { type ScratchDatabase, withScratchDatabase } from "./scratch/with-scratch-database.ts";

export interface JudgedOptions {
  readonly opened: OpenedProject;
  /** True: a replay of the migrations, whatever there is. */
  readonly migrations?: boolean | undefined;
  readonly onNotice: (notice: string) => void;
  /** Told what is judged, before anything is. */
  readonly onJudged: (judged: Judged) => void;
}

export type JudgedDatabase =
  | {
      readonly kind: "project";
      readonly judged: Judged;
      /** As its owner. */
      readonly url: string;
      readonly source: BackupSource;
    }
  | {
      readonly kind: "migrations";
      readonly judged: Judged;
      readonly url: string;
      readonly scratch: ScratchDatabase;
    };

/** @throws USAGE, DATABASE_UNREACHABLE, and what starting the cluster or replaying the migrations throws */
export async function withJudgedDatabase<T>(
  options: JudgedOptions,
  work: (database: JudgedDatabase) => Promise<T>,
): Promise<T> {
  const { opened, migrations = false, onJudged } = options;
  const isThere = hasDatabase(opened);
  if (migrations || !isThere) {
    const judged: Judged = {
      kind: "migrations",
      because: migrations ? "asked" : "no database yet",
    };
    onJudged(judged);
    return withScratchDatabase(options, (scratch) =>
      work({ kind: "migrations", judged, url: scratch.urls.owner, scratch }),
    );
  }
  refuseElsewhere(opened);
  const judged: Judged = { kind: "project", running: opened.running !== undefined };
  onJudged(judged);
  return withDatabases(options, ({ urls, superuserUrl }) =>
    work({
      kind: "project",
      judged,
      url: urls.owner,
      source: {
        dataDirectory: dataDirectoryOf(opened),
        superuserUrl: superuserUrl(APP_DATABASE),
      },
    }),
  );
}

function refuseElsewhere({ running }: OpenedProject): void {
  if (running === undefined || !running.ready || running.cluster !== null) return;
  throw rowlockError("USAGE", {
    message: "The running stack has its database elsewhere",
    hint: "Name it with --db-url",
  });
}

export function loadModel(url: string, { project }: OpenedProject): Promise<SecurityModel> {
  return withClient(url, (client) => loadSecurityModel(client, { roles: requestRoles(project) }));
}

/** Where the project's database is not what its migrations make. */
export async function driftOf(
  database: JudgedDatabase,
  options: JudgedOptions,
): Promise<readonly Drift[]> {
  return database.kind === "migrations" ? [] : driftFromMigrations(database.url, options);
}

/** A replay that fails is told as one difference. */
export async function driftFromMigrations(
  url: string,
  options: Pick<JudgedOptions, "opened" | "onNotice">,
): Promise<readonly Drift[]> {
  const { opened } = options;
  if (!(await hasMigrations(opened))) return [];
  try {
    const there = await withScratchDatabase(options, ({ urls }) => loadModel(urls.owner, opened));
    return findDrift({ here: await loadModel(url, opened), there, words: AGAINST_MIGRATIONS });
  } catch (error) {
    if (!(error instanceof RowlockError)) throw error;
    const reason = `they can't be replayed, so nothing was compared with them: ${error.message}`;
    return [{ object: "supabase/migrations", reason }];
  }
}

/** Whether files say how the schema is made: migrations, or those of a declarative schema. */
export async function hasMigrations({ project }: OpenedProject): Promise<boolean> {
  const { supabaseDirectory, enabled, schemaPaths } = schemaSources(project);
  const { migrations } = await readLocalMigrations(supabaseDirectory);
  if (enabled && migrations.length > 0) return true;
  return (await matchFiles(supabaseDirectory, schemaPaths)).paths.length > 0;
}
