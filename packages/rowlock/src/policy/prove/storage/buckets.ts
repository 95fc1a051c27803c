// The buckets that a proof tries: those of the copy, those that it is told of, and those that policies name.
import { type BucketFacts, loadBuckets } from "../../../catalog/parts/buckets.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import {
  folderTestsIn,
  objectPolicies,
  type StoragePolicy,
} from "../../analysis/storage-policies.ts";
import type { Condition } from "../../expression/condition.ts";

export interface ProofBucket {
  readonly id: string;
  readonly isPublic: boolean;
  /** Of the files that are put into it. */
  readonly contentType: string;
  /** That may concern it. */
  readonly policies: readonly StoragePolicy[];
  /** Some policy ties its files to who asks. */
  readonly isOwned: boolean;
  /** The folders, counted from 1, that policies look at; where they look at none, the first. */
  readonly folders: readonly number[];
  /** Some policy goes by a file's name: then its folder says whose it is. */
  readonly goesByName: boolean;
}

const TITLE = "bucket ";

export function bucketTitle({ id }: Pick<ProofBucket, "id">): string {
  return TITLE + id;
}

/** Whether an object of a proof is a bucket; tables are named as `schema.name`. */
export function isBucketTitle(object: string): boolean {
  return object.startsWith(TITLE);
}

/** Makes the buckets that are not in the copy. */
export async function makeBuckets(
  client: SqlClient,
  {
    told,
    database,
  }: { readonly told: readonly BucketFacts[]; readonly database: DatabaseAnalysis },
): Promise<readonly ProofBucket[]> {
  const policies = objectPolicies(database);
  const named = policies.flatMap(({ buckets }) => buckets ?? []);
  const wanted: readonly BucketFacts[] = [
    ...told,
    ...named.map((id) => ({ id, public: false, allowed_mime_types: null })),
  ];
  for (const bucket of wanted) {
    await client.query(
      `insert into storage.buckets (id, name, public, allowed_mime_types)
       values ($1, $1, $2, array(select json_array_elements_text($3::json))) on conflict do nothing`,
      [bucket.id, bucket.public, JSON.stringify(bucket.allowed_mime_types ?? [])],
    );
  }
  const there = await loadBuckets(client);
  return there.map((bucket) => describeBucket(bucket, policies, database));
}

function describeBucket(
  { id, public: isPublic, allowed_mime_types }: BucketFacts,
  all: readonly StoragePolicy[],
  { context }: DatabaseAnalysis,
): ProofBucket {
  const policies = all.filter(({ buckets }) => buckets?.includes(id) ?? true);
  const folders = policies
    .flatMap((policy) => folderTestsIn(policy, context))
    .flatMap(({ index }) => (index >= 1 && index <= DEEPEST ? [index] : []));
  return {
    id,
    isPublic,
    contentType: (allowed_mime_types?.[0] ?? "text/plain").replace("/*", "/png"),
    policies,
    isOwned: policies.some(({ ways }) => ways.flat().some(isTie)),
    folders: folders.length === 0 ? [1] : [...new Set(folders)],
    goesByName: folders.length > 0 || policies.some(({ ways }) => ways.flat().some(readsName)),
  };
}

const DEEPEST = 8;

function isTie({ kind }: Condition): boolean {
  return kind === "binds" || kind === "membership" || kind === "delegates";
}

function readsName(one: Condition): boolean {
  return "columns" in one ? one.columns.includes("name") : "column" in one && one.column === "name";
}
