// Signing: a URL to read what the caller may read now, or a place to upload to where the caller may write now.
import * as z from "zod";
import { answerJson } from "../answer/json-answer.ts";
import { TRANSFORMATION, writeTransformation } from "../images/transformation.ts";
import { requireKey } from "../request/names.ts";
import { readJson } from "../request/read-json.ts";
import { declaredLength, decodeMetadata } from "../request/upload-body.ts";
import { requireBucket } from "../rights/buckets.ts";
import { findNames, findObject, tryWrite } from "../rights/objects.ts";
import { REPLACES_ANY, standingDigest } from "../rights/signed-write.ts";
import type { StorageCall } from "../storage-call.ts";

/** Seconds; beyond it a time is none that a token can hold. */
const LONGEST = 100 * 365 * 24 * 60 * 60;

const ONE = z.object({ expiresIn: z.int().min(1).max(LONGEST) });

const SINGLE = ONE.extend({ transform: TRANSFORMATION.optional() });

export async function signAction(call: StorageCall): Promise<Response> {
  const { service, request, bucket, name, asCaller } = call;
  const { expiresIn, transform } = await readJson(request, SINGLE);
  requireKey(name);
  await findObject(asCaller, { bucket, name });
  const line = transform === undefined ? "" : writeTransformation(transform);
  const transformations = line === "" ? undefined : line;
  const toSign = { bucket, name, expiresIn, transformations };
  return answerJson({ signedURL: await signedUrl(service, toSign) });
}

export const MANY = ONE.extend({ paths: z.array(z.string()).min(1).max(1000) });

export async function signManyAction(call: StorageCall): Promise<Response> {
  const { service, request, bucket, asCaller } = call;
  const { expiresIn, paths } = await readJson(request, MANY);
  const known = await findNames(
    asCaller,
    bucket,
    paths.filter((path) => !path.includes("\0")),
  );
  const signed = paths.map(async (name) => {
    if (!known.has(name)) return { error: NOT_YOURS, path: name, signedURL: null };
    const signedURL = await signedUrl(service, { bucket, name, expiresIn });
    return { error: null, path: name, signedURL };
  });
  return answerJson(await Promise.all(signed));
}

const NOT_YOURS = "Either the object does not exist or you do not have access to it";

interface ToSign {
  readonly bucket: string;
  readonly name: string;
  readonly expiresIn: number;
  readonly transformations?: string | undefined;
}

/** Clients encode it, so of what is special in a path only the question mark is encoded here. */
async function signedUrl(
  { signed }: StorageCall["service"],
  { bucket, name, expiresIn, transformations }: ToSign,
): Promise<string> {
  const url = `${bucket}/${name}`;
  const token = await signed.signDownload({ url, transformations }, expiresIn);
  const way = transformations === undefined ? "object" : "render/image";
  return `/${way}/sign/${url.replaceAll("?", "%3F")}?token=${token}`;
}

export async function signUploadAction(call: StorageCall): Promise<Response> {
  const { service, bucket, name, asCaller, asService, headers } = call;
  await requireBucket(asService, bucket);
  requireKey(name);
  const upsert = headers.get("x-upsert") === "true";
  const { owner } = asCaller;
  const replaces =
    call.role === "service_role" ? REPLACES_ANY : await standingDigest(asService, { bucket, name });
  await tryWrite(asCaller, {
    bucket,
    name,
    version: "1",
    owner,
    metadata: { mimetype: headers.get("content-type"), contentLength: declaredLength(headers) },
    userMetadata: decodeMetadata(headers.get("x-metadata")),
    upsert,
  });
  const url = `${bucket}/${name}`;
  const token = await service.signed.signUpload({ url, owner, upsert, replaces });
  const path = `/object/upload/sign/${url.replaceAll("?", "%3F")}`;
  return answerJson({ url: `${path}?token=${token}`, token });
}
