// What the pages of Storage ask of the server, and how files go to it.
import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { showToast } from "../ui/toast.tsx";
import { callApi, callRaw } from "./call-api.ts";
import type {
  Bucket,
  FileAddress,
  FileLinkInput,
  FilesPage,
  ListFilesInput,
  ReadFileInput,
} from "./wire.ts";

/** Everything that a change of buckets and files makes old. */
const STORAGE = "storage";

export const bucketsQuery = queryOptions({
  queryKey: [STORAGE, "buckets"],
  queryFn: ({ signal }) => callApi<readonly Bucket[]>("/storage/buckets", { signal }),
});

export function filesQuery(body: ListFilesInput) {
  return queryOptions({
    queryKey: [STORAGE, "files", body],
    queryFn: ({ signal }) => callApi<FilesPage>("/storage/list", { body, signal }),
    // Apps put files there at any moment, and what somebody may see can change elsewhere.
    staleTime: 0,
  });
}

export interface FileBytes {
  /** Those that a preview needs. */
  readonly bytes: ArrayBuffer;
  /** How many there are. */
  readonly size: number;
}

export function fileQuery(body: ReadFileInput) {
  return queryOptions({
    queryKey: [STORAGE, "bytes", body],
    queryFn: async ({ signal }): Promise<FileBytes> => {
      const response = await callRaw("/storage/read", { body, signal });
      const size = Number(response.headers.get("x-file-size"));
      return { bytes: await response.arrayBuffer(), size };
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

export function askAddress(body: FileLinkInput): Promise<FileAddress> {
  return callApi<FileAddress>("/storage/link", { body });
}

export function refreshStorage(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: [STORAGE] });
}

export interface StorageChange {
  /** Below `/storage`. */
  readonly path: "/buckets/save" | "/buckets/delete" | "/move" | "/remove";
  readonly body: object;
  readonly said: string;
}

export function useStorageChange(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: StorageChange) => callApi(`/storage${path}`, { body }),
    onSuccess: (_, { said }) => {
      onDone();
      showToast({ text: said });
    },
    // Of several files some may have gone.
    onSettled: () => refreshStorage(client),
  });
}

export interface UploadTarget {
  readonly bucket: string;
  /** Ends with a slash; empty: the bucket's own. */
  readonly folder: string;
}

export function useUploads({ bucket, folder }: UploadTarget) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        const query = new URLSearchParams({ bucket, name: folder + file.name, type: file.type });
        await callApi(`/storage/upload?${query}`, { file });
      }
      return files.length;
    },
    onSuccess: (count) =>
      showToast({ text: count === 1 ? "Uploaded the file" : `Uploaded ${count} files` }),
    onSettled: () => refreshStorage(client),
  });
}
