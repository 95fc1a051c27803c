// Reading an object: as whoever asks, from a public bucket, or with a signed token. A version that is replaced between
// its row and its bytes is looked up once more.
import { answerBytes, answerHead, answerInfo } from "../answer/object-answer.ts";
import { bytesKey } from "../bytes/bytes.ts";
import { failure } from "../errors.ts";
import { requireKey } from "../request/names.ts";
import { findBucket } from "../rights/buckets.ts";
import { findObject, findPublicObject, type ObjectRow } from "../rights/objects.ts";
import type { StorageCall } from "../storage-call.ts";

type Find = () => Promise<ObjectRow>;

export async function getObjectAction(call: StorageCall): Promise<Response> {
  return sendBytes(call, await readableBy(call));
}

export async function headObjectAction(call: StorageCall): Promise<Response> {
  const find = await readableBy(call);
  return answerHead(await find(), { headers: call.headers, download: undefined });
}

export async function infoAction(call: StorageCall): Promise<Response> {
  const find = await readableBy(call);
  return withoutBody(call, answerInfo(await find()));
}

export async function getPublicAction(call: StorageCall): Promise<Response> {
  return sendBytes(call, await readableByAll(call));
}

export async function headPublicAction(call: StorageCall): Promise<Response> {
  const find = await readableByAll(call);
  return answerHead(await find(), { headers: call.headers, download: undefined });
}

export async function infoPublicAction(call: StorageCall): Promise<Response> {
  const find = await readableByAll(call);
  return withoutBody(call, answerInfo(await find()));
}

export async function getSignedAction(call: StorageCall): Promise<Response> {
  const { service, query, bucket, name, asService } = call;
  const token = query.get("token");
  if (token === null) throw failure("schema", "querystring must have required property 'token'");
  const { expires } = await service.signed.verifyDownload(token, `${bucket}/${name}`);
  return sendBytes(call, () => findObject(asService, { bucket, name }), expires);
}

/** A public bucket is everybody's to read; else RLS decides what the caller sees, and nobody sees nothing. */
async function readableBy(call: StorageCall): Promise<Find> {
  const { bucket, name, asCaller, asService, isAuthenticated } = call;
  const found = await findBucket(asService, bucket);
  if (found === undefined || (!isAuthenticated && found.public !== true)) {
    throw failure("noSuchBucket");
  }
  requireKey(name);
  return () => findObject(found.public === true ? asService : asCaller, { bucket, name });
}

/** Bucket and object in one question; only where nothing is found, which of the two it is. */
async function readableByAll({ bucket, name, asService }: StorageCall): Promise<Find> {
  return async () => {
    const object = await findPublicObject(asService, { bucket, name });
    if (object !== undefined) return object;
    const found = await findBucket(asService, bucket);
    if (found?.public !== true) throw failure("noSuchBucket");
    requireKey(name);
    throw failure("noSuchKey");
  };
}

async function sendBytes(call: StorageCall, find: Find, expires?: Date): Promise<Response> {
  const { service, headers, query } = call;
  for (let turn = 0; turn < 2; turn += 1) {
    const row = await find();
    const bytes = await service.bytes.open(bytesKey(row));
    if (bytes === undefined) continue;
    const download = query.get("download") ?? undefined;
    return withoutBody(call, await answerBytes(row, bytes, { headers, download, expires }));
  }
  throw failure("noBytes");
}

function withoutBody({ request }: StorageCall, response: Response): Response {
  if (request.method !== "HEAD") return response;
  void response.body?.cancel();
  return new Response(null, response);
}
