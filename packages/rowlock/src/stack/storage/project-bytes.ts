// A project's bytes on disk. Those of one database are never those of another: they lie in a folder that is named after
// it, so that what one database does not know of is not taken for left over because another is asked.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Project } from "../../config/project.ts";
import { type ContentFolder, openContentFolder } from "../../files/content-folder.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { seedBuckets } from "../../storage/seed/seed-buckets.ts";

/** The bytes of the database that the client is connected to. @throws FILE_UNSAFE, FILE_UNWRITABLE */
export async function openBytes(client: SqlClient, stateDirectory: string): Promise<ContentFolder> {
  const folder = join(stateDirectory, "storage", await databaseDigest(client));
  return openContentFolder(folder, stateDirectory);
}

/** The cluster's own number and the database's name: what a reset makes anew stays the same one. */
async function databaseDigest(client: SqlClient): Promise<string> {
  const { rows } = await client
    .query<{ readonly name: string }>(
      `select system_identifier || '/' || current_database() as name from pg_catalog.pg_control_system()`,
    )
    // A server elsewhere may keep its number to itself.
    .catch(() =>
      client.query<{ readonly name: string }>(
        "select concat_ws('/', inet_server_addr(), inet_server_port(), current_database()) as name",
      ),
    );
  return createHash("sha256")
    .update(rows[0]?.name ?? "")
    .digest("hex")
    .slice(0, 16);
}

export interface ProjectBuckets {
  readonly client: SqlClient;
  readonly project: Project;
  readonly bytes: ContentFolder;
  readonly onNotice: (notice: string) => void;
}

/** Makes the buckets of supabase/config.toml, with their files. */
export function seedProjectBuckets(options: ProjectBuckets): Promise<void> {
  const { supabase, supabaseDirectory } = options.project;
  return seedBuckets({
    ...options,
    buckets: supabase.storage.buckets,
    directory: supabaseDirectory,
    fileSizeLimit: supabase.storage.file_size_limit,
  });
}

/** For a database that was made anew: its bytes go, and what the project declares is there again. */
export async function resetBytes(
  client: SqlClient,
  options: Pick<ProjectBuckets, "project" | "onNotice">,
): Promise<void> {
  const bytes = await openBytes(client, options.project.stateDirectory);
  const keys: string[] = [];
  for await (const key of bytes.keys()) keys.push(key);
  await bytes.remove(keys);
  if (options.project.supabase.storage.enabled) {
    await seedProjectBuckets({ client, bytes, ...options });
  }
}
