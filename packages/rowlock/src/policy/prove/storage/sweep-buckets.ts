// Every actor tries every way to the files of others in every bucket, by real requests to Storage, and what they may do
// with their own. Guarantee: where nobody reaches even a file of their own, that others don't shows nothing.
import type { Actor } from "../cast.ts";
import type { Cell, Leak, Unknown } from "../proof.ts";
import { unknownCells } from "../unknown-cells.ts";
import { attemptsOnAnothers, attemptsOnOwn, type FileAttempt } from "./attempts.ts";
import { bucketTitle, type ProofBucket } from "./buckets.ts";
import { cellsOf, unreached } from "./file-cells.ts";
import { leaksOf } from "./file-leaks.ts";
import { asLeak, type SweepBuckets, type Trial, type Tried, tryOnce } from "./file-trial.ts";
import { filesOf, type ProofFile, putFiles } from "./files.ts";

export interface SweptBuckets {
  readonly cells: readonly Cell[];
  readonly leaks: readonly Leak[];
  readonly unknown: readonly Unknown[];
}

export async function sweepBuckets(
  buckets: readonly ProofBucket[],
  options: SweepBuckets,
): Promise<SweptBuckets> {
  const swept: SweptBuckets[] = [];
  for (const bucket of buckets) {
    options.onProgress?.(`Trying the ${bucketTitle(bucket)}`);
    swept.push(await sweepBucket(bucket, options));
  }
  return {
    cells: swept.flatMap(({ cells }) => cells),
    leaks: swept.flatMap(({ leaks }) => leaks),
    unknown: swept.flatMap(({ unknown }) => unknown),
  };
}

async function sweepBucket(bucket: ProofBucket, options: SweepBuckets): Promise<SweptBuckets> {
  const { copy, cast } = options;
  const object = bucketTitle(bucket);
  const placed = await putFiles(copy, bucket, filesOf(bucket, cast));
  if (typeof placed === "string") {
    return {
      cells: [],
      leaks: [],
      unknown: [{ object, reason: `no file could be put there: ${placed}` }],
    };
  }
  const trial = { ...options, bucket, placed };
  const tried: Tried[] = [];
  for (const actor of cast.actors) tried.push(...(await tryAll(actor, trial)));
  for (const actor of cast.impostors) tried.push(...(await tryReading(actor, trial)));
  const cells = cellsOf(tried, object);
  return {
    cells,
    leaks: await leaksOf(tried, trial),
    unknown: [...unknownCells(cells), ...unreached(bucket, cells)],
  };
}

async function tryAll(actor: Actor, trial: Trial): Promise<readonly Tried[]> {
  const own = trial.placed.files.filter(({ world }) => world.id === actor.person?.world);
  const tried: Tried[] = [];
  const isAllowed = ({ verb }: FileAttempt) =>
    tried.some((one) => one.attempt.verb === verb && one.judgement.kind === "allowed");
  for (const file of own) {
    for (const attempt of attemptsOnOwn(file)) {
      // One way to their own is enough.
      if (isAllowed(attempt)) continue;
      tried.push({ actor, file, attempt, judgement: await tryOnce({ actor, attempt }, trial) });
    }
  }
  for (const file of strangersFiles(actor, trial)) {
    const ownFile = own.find(({ folder }) => (folder === null) === (file.folder === null));
    for (const attempt of attemptsOnAnothers(file, ownFile)) {
      const judgement = asLeak(await tryOnce({ actor, attempt }, trial), { attempt, trial });
      tried.push({ actor, file, attempt, judgement });
    }
  }
  return tried;
}

/** Expired and forged tokens: it is enough that they read nothing. */
async function tryReading(actor: Actor, trial: Trial): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const file of trial.placed.files.filter(({ world }) => world.id === actor.person?.world)) {
    const [attempt] = attemptsOnOwn(file);
    if (attempt === undefined) continue;
    const judgement = asLeak(await tryOnce({ actor, attempt }, trial), { attempt, trial });
    tried.push({ actor, file, attempt, judgement });
  }
  return tried;
}

/** Of one user and one organization that are not the actor's. */
function strangersFiles({ person }: Actor, { placed: { files } }: Trial): readonly ProofFile[] {
  const others = files.filter(({ world }) => world.id !== person?.world);
  const single = others.find(({ world }) => world.organization === null)?.world;
  const together = others.find(({ world }) => world.organization !== null)?.world;
  return others.filter(({ world }) => world === single || world === together);
}
