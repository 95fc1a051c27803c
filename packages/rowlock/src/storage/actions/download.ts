// Reading an object: as whoever asks, from a public bucket, or with a signed token. A version that is replaced between
// its row and its bytes is looked up once more.
import { answerBytes, answerHead, answerInfo } from "../answer/object-answer.ts";
import { bytesKey } from "../bytes/bytes.ts";
import { failure } from "../errors.ts";
import { requireSignedToken } from "../request/signed-token.ts";
import { findObject } from "../rights/objects.ts";
import type { StorageCall } from "../storage-call.ts";
import { type FindReadable, readableBy, readableByAll } from "./readable.ts";

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
  return sendBytes(call, readableByAll(call));
}

export async function headPublicAction(call: StorageCall): Promise<Response> {
  const find = readableByAll(call);
  return answerHead(await find(), { headers: call.headers, download: undefined });
}

export async function infoPublicAction(call: StorageCall): Promise<Response> {
  const find = readableByAll(call);
  return withoutBody(call, answerInfo(await find()));
}

export async function getSignedAction(call: StorageCall): Promise<Response> {
  const { service, query, bucket, name, asService } = call;
  const token = requireSignedToken(query);
  const signed = await service.signed.verifyDownload(token, `${bucket}/${name}`);
  // Signed for the image as it comes out of a transformation, not for what it is made of.
  if (signed.transformations !== undefined) throw failure("signature");
  const { expires } = signed;
  return sendBytes(call, () => findObject(asService, { bucket, name }), expires);
}

async function sendBytes(call: StorageCall, find: FindReadable, expires?: Date): Promise<Response> {
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
