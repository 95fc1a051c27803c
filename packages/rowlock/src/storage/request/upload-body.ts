// What an upload carries: bytes that are still coming, and what is said of them. Two forms, the raw body with headers
// and multipart with fields; nothing of the bytes is read here before somebody asks for them.

import type { RequestHeaders } from "../../http/request-headers.ts";
import { failure } from "../errors.ts";
import { readMultipart } from "./multipart.ts";

export interface UploadBody {
  readonly mimeType: string;
  readonly cacheControl: string;
  readonly userMetadata: unknown;
  readonly robots: string | undefined;
  /** As the request declares it: of multipart, the length of the whole form. */
  readonly declaredLength: number | undefined;
  /** The bytes of the file, once. @throws StorageError when they are cut off */
  chunks(): AsyncIterable<Uint8Array>;
  /** Lets go of what was not read. */
  discard(): void;
}

/** Bytes of JSON. */
export const MOST_USER_METADATA = 1024 * 1024;

/** @throws StorageError */
export async function readUploadBody(
  request: Request,
  headers: RequestHeaders,
): Promise<UploadBody> {
  const type = headers.get("content-type");
  const shared = {
    declaredLength: declaredLength(headers),
    robots: requireRobots(headers.get("x-robots-tag")),
  };
  if (type?.toLowerCase().startsWith("multipart/form-data")) {
    const { fields, ...form } = await readMultipart(request, headers);
    const seconds = fields.get("cacheControl");
    return {
      ...shared,
      mimeType: requireMimeType(fields.get("contentType") || form.mimeType),
      cacheControl: seconds ? requirePrintable(`max-age=${seconds}`) : "no-cache",
      userMetadata: parseMetadata(fields.get("metadata") ?? fields.get("userMetadata")),
      chunks: form.chunks,
      discard: form.discard,
    };
  }
  return {
    ...shared,
    mimeType: requireMimeType(type ?? "application/octet-stream"),
    cacheControl: requirePrintable(headers.get("cache-control") ?? "no-cache"),
    userMetadata: decodeMetadata(headers.get("x-metadata")),
    chunks: () => wholeBody(request, shared.declaredLength),
    discard: () => void request.body?.cancel().catch(() => {}),
  };
}

/** Undefined: the request does not say. */
export function declaredLength(headers: RequestHeaders): number | undefined {
  const declared = headers.get("content-length");
  return declared === undefined ? undefined : Number(declared);
}

async function* wholeBody(
  request: Request,
  declared: number | undefined,
): AsyncIterable<Uint8Array> {
  let received = 0;
  try {
    for await (const chunk of request.body ?? []) {
      received += chunk.byteLength;
      yield chunk;
    }
  } catch {
    throw failure("noContent", "The body ended before it was whole");
  }
  if (declared !== undefined && received !== declared) {
    throw failure("noContent", "The body ended before it was whole");
  }
}

/** What `x-metadata` holds: JSON in base64. What is none counts as nothing, as with hosted. */
export function decodeMetadata(header: string | undefined): unknown {
  return parseMetadata(
    header === undefined ? undefined : Buffer.from(header, "base64").toString("utf8"),
  );
}

function parseMetadata(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (Buffer.byteLength(text) > MOST_USER_METADATA) throw failure("metadataTooLarge");
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const PRINTABLE = /^[\x20-\x7e]*$/;

/** What goes out in a header again must fit into one. */
function requirePrintable(value: string): string {
  if (PRINTABLE.test(value)) return value;
  throw failure("request", "A header holds a character that it can't");
}

function requireMimeType(value: string): string {
  if (PRINTABLE.test(value) && value.length <= 1000) return value;
  throw failure("mimeType", "The mime type holds a character that it can't");
}

function requireRobots(value: string | undefined): string | undefined {
  if (value === undefined || /^[\w\s:,+-]+$/.test(value)) return value;
  throw failure("robots");
}
