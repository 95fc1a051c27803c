// An object as an answer: its bytes, its headers alone, or what is known of it as JSON.
import type { RequestHeaders } from "../../http/request-headers.ts";
import type { OpenBytes } from "../bytes/bytes.ts";
import type { ObjectRow } from "../rights/objects.ts";
import { askedRange, isUnchanged, type Validators } from "./conditions.ts";
import { answerJson } from "./json-answer.ts";
import { safeHeaders, safeType } from "./safe-headers.ts";

export interface ObjectAnswerOptions {
  readonly headers: RequestHeaders;
  /** The name to save it under; "": its own. Undefined: it is shown. */
  readonly download: string | undefined;
  /** When a signed URL ends. */
  readonly expires?: Date | undefined;
}

/** Read at once, which costs less than a stream. */
const SMALL = 64 * 1024;

/** The bytes, or the part that is asked for, or that they are still the same. */
export async function answerBytes(
  { metadata }: Pick<ObjectRow, "metadata">,
  bytes: OpenBytes,
  options: ObjectAnswerOptions,
): Promise<Response> {
  const { size } = bytes;
  const validators = validatorsOf(metadata);
  const fields = objectHeaders(metadata, options);
  try {
    if (isUnchanged(options.headers, validators)) {
      await bytes.close();
      return new Response(null, { status: 304, headers: fields });
    }
    const range = askedRange(options.headers, { ...validators, size });
    if (range === undefined) {
      const body = size <= SMALL ? await bytes.read() : bytes.stream(0, size);
      const whole = { ...fields, "content-length": String(size) };
      return new Response(body, { status: 200, headers: whole });
    }
    const { start, end } = range;
    const part = {
      ...fields,
      "content-length": String(end - start),
      "content-range": `bytes ${start}-${end - 1}/${size}`,
    };
    return new Response(bytes.stream(start, end), { status: 206, headers: part });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** The answer to HEAD, from what the row says. */
export function answerHead(
  { metadata }: Pick<ObjectRow, "metadata">,
  options: ObjectAnswerOptions,
): Response {
  const size = metadata?.contentLength ?? metadata?.size;
  const length = size === undefined ? undefined : { "content-length": String(size) };
  return new Response(null, {
    status: 200,
    headers: { ...objectHeaders(metadata, options), ...length },
  });
}

export function answerInfo(row: ObjectRow): Response {
  const { metadata } = row;
  const info = {
    id: row.id,
    name: row.name,
    version: row.version,
    bucket_id: row.bucket_id,
    size: metadata?.size ?? null,
    content_type: metadata?.mimetype ?? null,
    cache_control: metadata?.cacheControl ?? null,
    etag: metadata?.eTag ?? null,
    metadata: row.user_metadata,
    last_modified: row.updated_at,
    created_at: row.created_at,
  };
  const etag = headerValue(metadata?.eTag);
  return answerJson(info, etag === undefined ? {} : { etag });
}

function validatorsOf(metadata: ObjectRow["metadata"]): Validators {
  const time = new Date(metadata?.lastModified ?? Number.NaN);
  return {
    etag: headerValue(metadata?.eTag),
    lastModified: Number.isNaN(time.getTime()) ? undefined : time,
  };
}

function objectHeaders(
  metadata: ObjectRow["metadata"],
  { download, expires }: ObjectAnswerOptions,
): Record<string, string> {
  const { etag, lastModified } = validatorsOf(metadata);
  const type = safeType(headerValue(metadata?.mimetype));
  const cacheControl = headerValue(metadata?.cacheControl);
  return {
    "content-type": type,
    "accept-ranges": "bytes",
    "x-robots-tag": headerValue(metadata?.xRobotsTag) ?? "none",
    ...safeHeaders(type),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { "last-modified": lastModified.toUTCString() }),
    ...(expires === undefined ? {} : { expires: expires.toUTCString() }),
    ...(expires !== undefined || cacheControl === undefined
      ? {}
      : { "cache-control": cacheControl }),
    ...(download === undefined ? {} : { "content-disposition": dispositionOf(download) }),
  };
}

function dispositionOf(name: string): string {
  if (name === "") return "attachment;";
  const encoded = encodeURIComponent(name);
  return `attachment; filename=${encoded}; filename*=UTF-8''${encoded}`;
}

/** Rows may be written past this service: what fits into no header is left out. */
function headerValue(value: unknown): string | undefined {
  return typeof value === "string" && /^[\x20-\x7e]*$/.test(value) ? value : undefined;
}
