// Lists of objects: one folder (list), and pages of keys (list-v2).
import * as z from "zod";
import { answerJson } from "../answer/json-answer.ts";
import { readJson } from "../request/read-json.ts";
import { type ListedKey, listFolder, listKeys } from "../rights/listing.ts";
import type { StorageCall } from "../storage-call.ts";

export const FOLDER = z.object({
  prefix: z.string(),
  limit: z.int().min(1).default(100),
  offset: z.int().min(0).default(0),
  search: z.string().default(""),
  sortBy: z
    .object({
      column: z.enum(["name", "updated_at", "created_at", "last_accessed_at"]),
      order: z.enum(["asc", "desc"]).default("asc"),
    })
    .prefault({ column: "name" }),
});

export async function listAction({ request, bucket, asCaller }: StorageCall): Promise<Response> {
  const { sortBy, ...asked } = await readJson(request, FOLDER);
  return answerJson(await listFolder(asCaller, { bucket, ...asked, ...sortBy }));
}

export const KEYS = z.object({
  prefix: z.string().default(""),
  limit: z.int().min(1).default(1000),
  cursor: z.string().optional(),
  with_delimiter: z.boolean().default(false),
  sortBy: z
    .object({
      column: z.enum(["name", "updated_at", "created_at"]),
      order: z.enum(["asc", "desc"]).default("asc"),
    })
    .prefault({ column: "name" }),
});

/** The most that a page holds. */
const MOST = 1000;

export async function listV2Action({ request, bucket, asCaller }: StorageCall): Promise<Response> {
  const asked = await readJson(request, KEYS);
  const page = await listKeys(asCaller, {
    bucket,
    prefix: asked.prefix,
    // The function that lists folders gives no more than these, the one beyond the page included.
    limit: Math.min(asked.limit, asked.with_delimiter ? MOST - 1 : MOST),
    withFolders: asked.with_delimiter,
    cursor: asked.cursor || undefined,
    ...asked.sortBy,
  });
  const isFolder = ({ id }: ListedKey) => id === null;
  return answerJson({
    hasNext: page.next !== undefined,
    nextCursor: page.next?.cursor,
    nextCursorKey: page.next?.key,
    folders: page.entries.filter(isFolder).map(withSlash),
    objects: page.entries.filter((entry) => !isFolder(entry)),
  });
}

function withSlash(folder: ListedKey): ListedKey {
  return folder.name.endsWith("/") ? folder : { ...folder, name: `${folder.name}/` };
}
