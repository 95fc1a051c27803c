// The files that a proof puts into a bucket, for each world: one in a folder named after the user, one in a folder named
// after the organization, and one that lies in no folder and has its owner's id in its row alone.
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { ProofCopy } from "../../ports.ts";
import type { Cast, Person, World } from "../cast.ts";
import type { ProofBucket } from "./buckets.ts";

export interface ProofFile {
  readonly bucket: ProofBucket;
  readonly name: string;
  /** The folder that says whose it is, with its slash; null where none does. */
  readonly folder: string | null;
  readonly world: World;
  readonly owner: Person;
}

export function filesOf(bucket: ProofBucket, { worlds }: Cast): readonly ProofFile[] {
  return worlds.flatMap((world) => {
    const [owner] = world.people;
    if (owner === undefined) return [];
    const shared = { bucket, world, owner };
    const ids = [owner.userId, ...(world.organization ? [world.organization.id] : [])];
    const inFolders = ids.flatMap((id) =>
      bucket.folders.map((place) => {
        const folder = `${"made/".repeat(place - 1)}${id}/`;
        const isOwners = bucket.goesByName;
        return { ...shared, folder: isOwners ? folder : null, name: `${folder}made-by-proof` };
      }),
    );
    return [...inFolders, { ...shared, folder: null, name: `made-by-proof-${world.id}` }];
  });
}

/** A name that nobody has taken, beside a file or in the same folder. */
export function newNameBeside({ folder, world }: ProofFile, word: string): string {
  return `${folder ?? ""}made-new-${world.id}-${word}`;
}

export interface PlacedFiles {
  readonly files: readonly ProofFile[];
  /** Their rows, as JSON: what a success has changed is put back by them. */
  readonly rows: string;
}

/** Gives what kept one of them from being put there, in words. */
export async function putFiles(
  copy: ProofCopy,
  bucket: ProofBucket,
  files: readonly ProofFile[],
): Promise<PlacedFiles | string> {
  const { id, contentType } = bucket;
  for (const { name } of files) {
    const failed = await copy.storage?.put({ bucket: id, name, contentType });
    if (failed !== undefined) return failed;
  }
  return copy.withAdmin(async (client) => {
    for (const { name, owner } of files) {
      await client.query(
        "update storage.objects set owner_id = $3 where bucket_id = $1 and name = $2",
        [id, name, owner.userId],
      );
    }
    const { rows } = await client.query<{ rows: string }>(
      "select json_agg(o)::text as rows from storage.objects o where bucket_id = $1",
      [id],
    );
    return { files, rows: rows[0]?.rows ?? "[]" };
  });
}

const COLUMNS = "id, bucket_id, name, owner, owner_id, version, metadata, user_metadata";

/** Puts the bucket back to what it was when the files were placed. */
export async function restoreFiles(
  client: SqlClient,
  { id }: ProofBucket,
  { rows }: PlacedFiles,
): Promise<void> {
  await client.query("begin");
  await client.query("set local storage.allow_delete_query = 'true'");
  await client.query("delete from storage.objects where bucket_id = $1", [id]);
  await client.query(
    `insert into storage.objects (${COLUMNS})
     select ${COLUMNS} from json_populate_recordset(null::storage.objects, $1::json)`,
    [rows],
  );
  await client.query("commit");
}
