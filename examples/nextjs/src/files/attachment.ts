// An object of the bucket `attachments`, as far as a page shows it. It lies in the folder that is named after its owner.

export const BUCKET = "attachments";

/** As supabase/config.toml has it for the bucket, which refuses what is larger. */
export const LARGEST_BYTES = 5 * 1024 * 1024;

export interface Attachment {
  readonly name: string;
  readonly bytes: number;
}

/** The name that a file gets in the bucket. Storage takes few letters beyond ASCII's. */
export function storedName(fileName: string): string {
  const name = fileName.normalize("NFKD").replace(/[^\w.() -]+/g, "_");
  return name.replace(/^\.+/, "") || "file";
}

export function attachmentPath(userId: string, name: string): string {
  return `${userId}/${name}`;
}

export function describeSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  if (kilobytes < 1024) return `${kilobytes.toFixed(0)} kB`;
  return `${(kilobytes / 1024).toFixed(1)} MB`;
}
