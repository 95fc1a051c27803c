// Removing objects, one by its path or many by name: the rows first, as the caller, and then the bytes of what went.
import * as z from "zod";
import { answerJson, answerMessage } from "../answer/json-answer.ts";
import { bytesKey } from "../bytes/bytes.ts";
import { failure } from "../errors.ts";
import { requireKey } from "../request/names.ts";
import { readJson } from "../request/read-json.ts";
import { deleteObjects, findObject } from "../rights/objects.ts";
import type { StorageCall } from "../storage-call.ts";

export const NAMES = z.object({ prefixes: z.array(z.string()).min(1).max(1000) });

export async function removeManyAction(call: StorageCall): Promise<Response> {
  const { prefixes } = await readJson(call.request, NAMES);
  // What holds a NUL is the name of nothing.
  const names = prefixes.filter((name) => !name.includes("\0"));
  return answerJson(await remove(call, names));
}

export async function removeOneAction(call: StorageCall): Promise<Response> {
  const { bucket, name, asService } = call;
  requireKey(name);
  await findObject(asService, { bucket, name });
  if ((await remove(call, [name])).length === 0) throw failure("accessDenied");
  return answerMessage("Successfully deleted");
}

async function remove(call: StorageCall, names: readonly string[]) {
  const rows = await deleteObjects(call.asCaller, call.bucket, names);
  await call.service.bytes.remove(rows.map(bytesKey));
  return rows;
}
