// Images on their way out, transformed: whoever may read an object may have it smaller. A signed token says itself how.
import { answerBytes } from "../answer/object-answer.ts";
import { bytesKey, type OpenBytes } from "../bytes/bytes.ts";
import { failure } from "../errors.ts";
import { MOST_SOURCE_BYTES, type TransformedImage } from "../images/image-transformer.ts";
import {
  readTransformation,
  TRANSFORMATION,
  type Transformation,
  writeTransformation,
} from "../images/transformation.ts";
import { parseInput } from "../request/read-json.ts";
import { requireSignedToken } from "../request/signed-token.ts";
import { findObject, type ObjectRow } from "../rights/objects.ts";
import type { StorageCall } from "../storage-call.ts";
import { type FindReadable, readableBy, readableByAll } from "./readable.ts";

export async function renderPublicAction(call: StorageCall): Promise<Response> {
  return render(call, { find: readableByAll(call), transformation: askedOf(call) });
}

export async function renderAuthenticatedAction(call: StorageCall): Promise<Response> {
  return render(call, { find: await readableBy(call), transformation: askedOf(call) });
}

export async function renderSignedAction(call: StorageCall): Promise<Response> {
  const { service, query, bucket, name, asService } = call;
  const token = requireSignedToken(query);
  const signed = await service.signed.verifyDownload(token, `${bucket}/${name}`);
  return render(call, {
    find: () => findObject(asService, { bucket, name }),
    transformation: readTransformation(signed.transformations ?? ""),
    expires: signed.expires,
  });
}

function askedOf({ query }: StorageCall): Transformation {
  const asked = Object.fromEntries([...query].filter(([, value]) => value !== ""));
  return parseInput(asked, { shape: TRANSFORMATION, what: "querystring" });
}

interface Rendering {
  readonly find: FindReadable;
  readonly transformation: Transformation;
  readonly expires?: Date | undefined;
}

async function render(
  { service, headers, query }: StorageCall,
  { find, transformation, expires }: Rendering,
): Promise<Response> {
  const row = await find();
  const transform = await service.images();
  if (transform === undefined) {
    throw failure(
      "absent",
      "Images are transformed by sharp, which is not installed: npm install --save-dev sharp, then start Rowlock again",
    );
  }
  const source = await readSource(row, service.bytes);
  const takesWebp = headers.get("accept")?.includes("image/webp") === true;
  const image = await transform(source, { transformation, takesWebp });
  if (image === undefined) throw failure("image");
  const line = writeTransformation(transformation);
  const made = madeOf(row, { image, line });
  const response = await answerBytes({ metadata: made }, openImage(image), {
    headers,
    download: query.get("download") ?? undefined,
    expires,
  });
  response.headers.set("x-transformations", line);
  if (transformation.format === undefined) response.headers.set("vary", "accept");
  return response;
}

async function readSource(
  row: ObjectRow,
  bytes: StorageCall["service"]["bytes"],
): Promise<Uint8Array> {
  const opened = await bytes.open(bytesKey(row));
  if (opened === undefined) throw failure("noBytes");
  if (opened.size <= MOST_SOURCE_BYTES) return opened.read();
  await opened.close();
  throw failure("image", `An image is transformed up to ${MOST_SOURCE_BYTES / 1e6} MB`);
}

/** What stays true of the object, and what is another's now. */
function madeOf(
  { metadata }: ObjectRow,
  { image, line }: { readonly image: TransformedImage; readonly line: string },
): ObjectRow["metadata"] {
  const etag = metadata?.eTag?.replaceAll('"', "") ?? "";
  return {
    ...metadata,
    mimetype: image.mimeType,
    eTag: `"${etag}-${image.mimeType.slice(6)}-${Buffer.from(line).toString("base64url")}"`,
  };
}

function openImage({ content }: TransformedImage): OpenBytes {
  return {
    size: content.length,
    stream: (start, end) => new Blob([Uint8Array.from(content.subarray(start, end))]).stream(),
    read: async () => Uint8Array.from(content),
    close: async () => {},
  };
}
