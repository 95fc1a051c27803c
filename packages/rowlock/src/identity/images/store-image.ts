// An uploaded picture: known by its first bytes, never by what the upload says it is. SVG is not taken: it can carry
// scripts.
import { clerkError } from "../errors/clerk-api-error.ts";
import { deleteImageRow, insertImage } from "../store/images.ts";
import type { Work } from "../work.ts";

const MAX_BYTES = 10 * 1024 * 1024;

const SIGNATURES: readonly (readonly [type: string, starts: (bytes: Buffer) => boolean])[] = [
  ["image/png", (bytes) => bytes.subarray(0, 8).equals(Buffer.from("89504e470d0a1a0a", "hex"))],
  ["image/jpeg", (bytes) => bytes.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex"))],
  ["image/gif", (bytes) => /^GIF8[79]a/.test(bytes.subarray(0, 6).toString("latin1"))],
  [
    "image/webp",
    (bytes) =>
      bytes.subarray(0, 4).toString("latin1") === "RIFF" &&
      bytes.subarray(8, 12).toString("latin1") === "WEBP",
  ],
];

/** Keeps a picture and gives its id. @throws ClerkApiError when there is none, or it is no picture */
export async function storeImage(
  work: Work,
  upload: { readonly bytes: Uint8Array | undefined; readonly replaces: string | null },
): Promise<string> {
  const { bytes } = upload;
  if (bytes === undefined || bytes.byteLength === 0)
    throw clerkError("imageMissing", { param: "file" });
  if (bytes.byteLength > MAX_BYTES) throw clerkError("imageTooLarge", { param: "file" });
  const content = Buffer.from(bytes);
  const type = SIGNATURES.find(([, starts]) => starts(content))?.[0];
  if (type === undefined) throw clerkError("imageTypeNotSupported", { param: "file" });
  const id = work.newId("image");
  await insertImage(work, { id, content_type: type, content, now: work.now });
  if (upload.replaces !== null) await deleteImageRow(work, upload.replaces);
  return id;
}
