// What storage refuses by itself, and what is particular to files where policies refuse one, in words.
import type { StorageReasons, VerdictOf } from "../verdict/verdict.ts";
import { quoted } from "./conditions.ts";
import type { Told } from "./told.ts";

type Refused = VerdictOf<"storage-refused">;

export function tellStorage({ cause }: Refused): Told {
  const [sentence, next] = wordsOf(cause);
  return { sentence, next, fix: null };
}

function wordsOf(cause: Refused["cause"]): readonly [sentence: string, next: string] {
  switch (cause.kind) {
    case "nobody":
      return [
        "Storage wants a token or an API key for this, and none came",
        "supabase.storage sends both; say --as, or --as anon for whoever has the publishable key alone",
      ];
    case "bucket-missing":
      return [
        `There is no bucket ${cause.bucket}`,
        `Make it: [storage.buckets.${cause.bucket}] in supabase/config.toml, rowlock protect --bucket ${cause.bucket}, or Studio`,
      ];
    case "bucket-private":
      return [
        `The bucket ${cause.bucket} is not public, so its files have no public address`,
        `Ask with a token (download()), sign a URL (createSignedUrl()), or make the bucket public: rowlock protect --bucket ${cause.bucket} --read public`,
      ];
    case "too-large":
      return [
        `The file is larger than ${cause.bucket === null ? "the project" : `the bucket ${cause.bucket}`} allows: ${cause.limit} bytes`,
        cause.bucket === null
          ? "Raise file_size_limit under [storage] in supabase/config.toml"
          : "Raise the bucket's file_size_limit, in supabase/config.toml or with updateBucket()",
      ];
    case "mime-type":
      return [
        `The bucket ${cause.bucket} takes ${cause.allowed.join(", ")}, and the file is ${cause.mimeType ?? "of another type"}`,
        "Send the file's own type (upload()'s contentType), or add it to the bucket's allowed_mime_types",
      ];
    case "taken":
      return [
        "Something of that name is there already",
        "Take another name, or replace it: upload() with { upsert: true }, or update(); both need policies for select and update too",
      ];
    case "not-empty":
      return ["The bucket has files, so it is not deleted", "Empty it first: emptyBucket()"];
    case "for-service":
      return [
        "Only service_role may do this, whatever the policies say",
        "Ask from a server with the secret key, never from a page",
      ];
    case "signature":
      return [
        "The signed URL's token is not good for this: it has expired, is of another path, or another project signed it",
        "Sign it anew: createSignedUrl(), createSignedUploadUrl()",
      ];
  }
}

/** Undefined: what holds for every table says more. */
export function adviceOnFile({
  bucket,
  forOtherBuckets,
  folder,
  comparesOwner,
}: StorageReasons): string | undefined {
  if (forOtherBuckets) {
    return `These policies are for other buckets: write this one's with rowlock protect --bucket ${bucket}`;
  }
  if (comparesOwner) {
    return "The column owner takes uuids and stays null for ids of Clerk: compare owner_id, which is text";
  }
  if (folder === null) return undefined;
  const { index, found, wanted } = folder;
  if (wanted === null) return undefined;
  const place = index === 1 ? "first folder" : `folder ${index}`;
  const now = found === null ? "There is no such folder in the name" : `It is ${quoted(found)}`;
  return `The ${place} of the name must be ${quoted(wanted)}, as the policy compares it. ${now}: upload as ${exampleName(index, wanted)}, or ask as whose folder it is`;
}

function exampleName(index: number, folder: string): string {
  return quoted([...Array.from({ length: index - 1 }, () => "…"), folder, "…"].join("/"));
}
