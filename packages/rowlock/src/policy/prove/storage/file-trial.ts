// One attempt on a file, by a real request, and what its answer means for this bucket. What it changed is put back.
import type { ProofCopy } from "../../ports.ts";
import type { Actor, Cast } from "../cast.ts";
import type { Judgement } from "../judgement.ts";
import type { Send } from "../send.ts";
import type { FileAttempt } from "./attempts.ts";
import type { ProofBucket } from "./buckets.ts";
import { type PlacedFiles, type ProofFile, restoreFiles } from "./files.ts";
import { refusalBy } from "./judge-answer.ts";

export interface SweepBuckets {
  readonly copy: ProofCopy;
  readonly cast: Cast;
  readonly send: Send;
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface Trial extends SweepBuckets {
  readonly bucket: ProofBucket;
  readonly placed: PlacedFiles;
}

export interface Tried {
  readonly actor: Actor;
  readonly file: ProofFile;
  readonly attempt: FileAttempt;
  readonly judgement: Judgement;
}

export async function tryOnce(
  { actor, attempt }: { readonly actor: Actor; readonly attempt: FileAttempt },
  { send, copy, bucket, placed }: Trial,
): Promise<Judgement> {
  const refusal = refusalBy(attempt, actor, await send(actor, attempt.request));
  if (refusal !== undefined) return refusal;
  if (attempt.changes) {
    await copy.withAdmin((client) => restoreFiles(client, bucket, placed));
  }
  return { kind: "allowed" };
}

const UNTOLD =
  "whose its files are can't be told: no policy ties them to the caller; name the owner's folder or owner_id in one";

/** A success with a file of others, by what the bucket is meant for. */
export function asLeak(
  judgement: Judgement,
  { attempt, trial }: { readonly attempt: FileAttempt; readonly trial: Trial },
): Judgement {
  if (judgement.kind !== "allowed") return judgement;
  const { isOwned, isPublic } = trial.bucket;
  const isReading = attempt.verb === "read" || attempt.verb === "count";
  // Whoever has the address of a file in a public bucket has the file.
  if (isReading && (isPublic || !isOwned)) return judgement;
  if (!isOwned) return { kind: "unknown", reason: UNTOLD };
  return { kind: "leak", what: attempt.what, rows: [] };
}
