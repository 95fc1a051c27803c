// Buckets and files: what the pages ask of Supabase Storage by way of Studio. Names travel in bodies and queries, never
// in a path: a name may hold dots and slashes that a browser would resolve.
import * as z from "zod";

const bucket = z.string().min(1, "A name is needed").max(1024);
const fileName = z.string().min(1, "A name is needed").max(4096);

/** Whose eyes: the service's, a Clerk user's, or nobody's. */
const viewer = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("service") }),
    z.object({ kind: z.literal("anon") }),
    z.object({ kind: z.literal("user"), userId: z.string().min(1).max(100) }),
  ])
  .default({ kind: "service" });

export const saveBucketSchema = z.object({
  id: bucket,
  /** False: there is one of this name. */
  isNew: z.boolean(),
  public: z.boolean(),
  /** Bytes; null: the project's own limit. */
  fileSizeLimit: z.number().int().min(1, "At least one byte").nullable(),
  /** Null: any. */
  allowedMimeTypes: z.array(z.string().trim().min(1)).min(1).nullable(),
});

export const deleteBucketSchema = z.object({ id: bucket });

export const listFilesSchema = z.object({
  as: viewer,
  bucket,
  /** Ends with a slash; empty: the bucket's own. */
  folder: z.string().max(4096).default(""),
  limit: z.number().int().min(1).max(500).default(100),
  offset: z.number().int().min(0).default(0),
});

export const readFileSchema = z.object({ as: viewer, bucket, name: fileName });

export const uploadSchema = z.object({
  bucket,
  name: fileName,
  type: z.string().max(255).default(""),
  upsert: z.stringbool().default(false),
});

export const moveFileSchema = z.object({ bucket, from: fileName, to: fileName });

export const removeFilesSchema = z.object({
  bucket,
  names: z.array(fileName).max(1000),
  /** Each with all that is in it; they end with a slash. */
  folders: z.array(z.string().regex(/.\/$/)).max(100),
});

export const fileLinkSchema = z.object({
  as: viewer,
  bucket,
  name: fileName,
  /** Null: its public address. */
  seconds: z.number().int().min(1).max(31_536_000).nullable(),
});

export type Viewer = z.output<typeof viewer>;
export type SaveBucket = z.output<typeof saveBucketSchema>;
export type SaveBucketInput = z.input<typeof saveBucketSchema>;
export type ListFiles = z.output<typeof listFilesSchema>;
export type ListFilesInput = z.input<typeof listFilesSchema>;
export type ReadFile = z.output<typeof readFileSchema>;
export type ReadFileInput = z.input<typeof readFileSchema>;
export type Upload = z.output<typeof uploadSchema>;
export type MoveFile = z.output<typeof moveFileSchema>;
export type RemoveFiles = z.output<typeof removeFilesSchema>;
export type RemoveFilesInput = z.input<typeof removeFilesSchema>;
export type FileLink = z.output<typeof fileLinkSchema>;
export type FileLinkInput = z.input<typeof fileLinkSchema>;

export interface Bucket {
  readonly id: string;
  readonly public: boolean;
  readonly fileSizeLimit: number | null;
  readonly allowedMimeTypes: readonly string[] | null;
}

export interface FileEntry {
  /** Within its folder. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes; null of a folder. */
  readonly size: number | null;
  readonly mimeType: string | null;
  /** Milliseconds since 1970; null of a folder. */
  readonly updatedAt: number | null;
}

export interface FilesPage {
  readonly entries: readonly FileEntry[];
  readonly hasNext: boolean;
}

export interface FileAddress {
  readonly url: string;
}
