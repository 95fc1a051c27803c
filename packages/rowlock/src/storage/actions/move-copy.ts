// Moving and copying: tried as the caller, then the bytes get a second key, then the row names it. What was begun when
// the source changed under it is begun again.
import * as z from "zod";
import { answerJson } from "../answer/json-answer.ts";
import { bytesKey } from "../bytes/bytes.ts";
import { failure } from "../errors.ts";
import { requireKey } from "../request/names.ts";
import { readJson } from "../request/read-json.ts";
import { decodeMetadata } from "../request/upload-body.ts";
import {
  findObject,
  moveObject,
  type ObjectMetadata,
  type ObjectRow,
  tryMove,
  tryWrite,
  writeObject,
} from "../rights/objects.ts";
import type { StorageCall } from "../storage-call.ts";
import { takeBack } from "./take-back.ts";

export const MOVE = z.object({
  bucketId: z.string(),
  sourceKey: z.string(),
  destinationBucket: z.string().nullish(),
  destinationKey: z.string(),
});

export const COPY = MOVE.extend({
  copyMetadata: z.boolean().nullish(),
  metadata: z
    .object({ cacheControl: z.string().optional(), mimetype: z.string().optional() })
    .nullish(),
});

export function placesOf(asked: z.output<typeof MOVE>) {
  return {
    from: { bucket: asked.bucketId, name: requireKey(asked.sourceKey) },
    to: {
      bucket: asked.destinationBucket || asked.bucketId,
      name: requireKey(asked.destinationKey),
    },
  };
}

/** How often a source may change while it is moved. */
const TURNS = 5;

export async function moveAction(call: StorageCall): Promise<Response> {
  const { service, asCaller, asService, request } = call;
  const { from, to } = placesOf(await readJson(request, MOVE));
  for (let turn = 0; turn < TURNS; turn += 1) {
    const movement = { from, to, version: service.newVersion(), owner: asCaller.owner };
    await tryMove(asCaller, movement);
    const source = await findObject(asService, from);
    if (from.bucket === to.bucket && from.name === to.name) return moved(source);
    const [before, after] = [bytesKey(source), keyAt(to, movement.version)];
    if (!(await service.bytes.copy(before, after))) continue;
    try {
      const row = await moveObject(asService, { ...movement, expected: source.version });
      if (row !== undefined) {
        await service.bytes.remove([before]);
        return moved(row);
      }
    } catch (error) {
      throw await takeBack(call, { key: after, error });
    }
    await service.bytes.remove([after]);
  }
  throw failure("noBytes");
}

function moved({ id, name }: ObjectRow): Response {
  return answerJson({ message: "Successfully moved", Id: id, Key: name });
}

function keyAt({ bucket, name }: { bucket: string; name: string }, version: string): string {
  return bytesKey({ bucket_id: bucket, name, version });
}

export async function copyAction(call: StorageCall): Promise<Response> {
  const { service, asCaller, asService, request, headers } = call;
  const asked = await readJson(request, COPY);
  const { from, to } = placesOf(asked);
  const upsert = headers.get("x-upsert") === "true";
  for (let turn = 0; turn < TURNS; turn += 1) {
    const source = await findObject(asCaller, from);
    const keepsAll = asked.copyMetadata ?? true;
    const made = {
      ...to,
      owner: asCaller.owner,
      upsert,
      metadata: keepsAll ? (source.metadata ?? {}) : changedMetadata(source, asked.metadata),
      userMetadata: keepsAll ? source.user_metadata : decodeMetadata(headers.get("x-metadata")),
    };
    await tryWrite(asCaller, { ...made, version: "1" });
    const version = service.newVersion();
    const key = keyAt(to, version);
    if (!(await service.bytes.copy(bytesKey(source), key))) continue;
    try {
      const metadata = { ...made.metadata, lastModified: new Date(service.now()).toISOString() };
      const { row, replaced } = await writeObject(
        { service: asService, allow: (one) => tryWrite(asCaller, one) },
        { ...made, metadata, version },
      );
      if (replaced !== null) await service.bytes.remove([keyAt(to, replaced)]);
      return answerJson({ Id: row.id, Key: `${to.bucket}/${to.name}`, ...row });
    } catch (error) {
      throw await takeBack(call, { key, error });
    }
  }
  throw failure("noBytes");
}

function changedMetadata(
  { metadata }: ObjectRow,
  change: z.output<typeof COPY>["metadata"],
): ObjectMetadata {
  const { cacheControl, mimetype } = change ?? {};
  return {
    ...metadata,
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(mimetype === undefined ? {} : { mimetype }),
  };
}
