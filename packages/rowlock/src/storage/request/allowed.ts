// What a bucket takes: files of the types of its list, which may name a whole family (`image/*`), up to its limit.
import { failure } from "../errors.ts";
import { isFolderPlaceholder } from "./names.ts";

/** @throws StorageError InvalidMimeType */
export function requireAllowedType(type: string, allowed: readonly string[] | null): void {
  if (allowed === null || allowed.length === 0) return;
  const [family, kind] = type.split("/");
  const fits = allowed.some((pattern) => {
    const [allowedFamily, allowedKind] = pattern.split("/");
    return (
      pattern === "*" || (allowedFamily === family && (allowedKind === "*" || allowedKind === kind))
    );
  });
  if (!fits || kind === undefined) throw failure("mimeType", `mime type ${type} is not supported`);
}

export interface LimitedUpload {
  readonly name: string;
  /** What the project allows, in bytes. */
  readonly most: number;
}

/** Bytes that an object may have. */
export function limitOf(
  bucket: { readonly file_size_limit: number | null },
  { name, most }: LimitedUpload,
): number {
  if (isFolderPlaceholder(name)) return 0;
  return Math.min(bucket.file_size_limit ?? most, most);
}
