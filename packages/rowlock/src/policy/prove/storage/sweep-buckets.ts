// Every actor tries every way to the files of others in every bucket, by real requests to Storage, and what they may do
// with their own. Guarantee: where nobody reaches even a file of their own, that others don't shows nothing.
import { appliesTo, covers, type Verb } from "../../analysis/database-analysis.ts";
import type { ProofCopy } from "../../ports.ts";
import type { ProofVerb } from "../attempts/attempt.ts";
import type { Actor, Cast } from "../cast.ts";
import { summarize } from "../cells.ts";
import { curlOf } from "../curl.ts";
import type { Judgement } from "../judgement.ts";
import type { Cell, Leak, Unknown } from "../proof.ts";
import type { Send } from "../send.ts";
import { unknownCells } from "../unknown-cells.ts";
import { attemptsOnAnothers, attemptsOnOwn, type FileAttempt } from "./attempts.ts";
import { bucketTitle, type ProofBucket } from "./buckets.ts";
import { filesOf, type PlacedFiles, type ProofFile, putFiles, restoreFiles } from "./files.ts";
import { refusalBy } from "./judge-answer.ts";

export interface SweepBuckets {
  readonly copy: ProofCopy;
  readonly cast: Cast;
  readonly send: Send;
  readonly onProgress?: ((text: string) => void) | undefined;
}

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

interface Tried {
  readonly actor: Actor;
  readonly file: ProofFile;
  readonly attempt: FileAttempt;
  readonly judgement: Judgement;
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

interface Trial extends SweepBuckets {
  readonly bucket: ProofBucket;
  readonly placed: PlacedFiles;
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

async function tryOnce(
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
function asLeak(
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

function cellsOf(tried: readonly Tried[], object: string): readonly Cell[] {
  const groups = new Map<string, Tried[]>();
  for (const one of tried) {
    const key = `${one.actor.name} ${one.attempt.verb}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { actor, attempt } = first;
    const summary = summarize(
      attempt.verb,
      group.map(({ judgement }) => judgement),
    );
    return summary === undefined
      ? []
      : [{ object, actor: actor.name, verb: attempt.verb, ...summary }];
  });
}

async function leaksOf(tried: readonly Tried[], trial: Trial): Promise<readonly Leak[]> {
  const groups = new Map<ProofVerb, Tried[]>();
  for (const one of tried) {
    if (one.judgement.kind !== "leak") continue;
    groups.set(one.attempt.verb, [...(groups.get(one.attempt.verb) ?? []), one]);
  }
  const leaks: Leak[] = [];
  for (const [verb, [first, ...others]] of groups) {
    if (first === undefined) continue;
    const { actor, attempt, file } = first;
    const again = await tryOnce(first, trial);
    const names = new Set(
      others.map((one) => one.actor.name).filter((name) => name !== actor.name),
    );
    leaks.push({
      object: bucketTitle(trial.bucket),
      actor: actor.name,
      verb,
      what: attempt.what,
      witness: {
        table: "storage.objects",
        key: { bucket_id: file.bucket.id, name: file.name },
        owner: file.owner.name,
      },
      request: attempt.request,
      curl: curlOf(attempt.request, actor),
      fault: faultOf(trial.bucket, actor, COMMANDS[verb] ?? "select"),
      fix: null,
      confirmed: again.kind === "allowed",
      alsoBy: [...names],
    });
  }
  return leaks;
}

const COMMANDS: Partial<Record<ProofVerb, Verb>> = {
  "insert as another": "insert",
  "update another's": "update",
  "give away": "update",
  "take over": "update",
  upsert: "update",
  "delete another's": "delete",
};

function faultOf({ policies }: ProofBucket, { role }: Actor, verb: Verb): readonly string[] {
  const names = policies
    .filter(({ policy }) => policy.permissive && covers(policy, verb) && appliesTo(policy, role))
    .map(({ policy }) => `the policy "${policy.name}"`);
  return names.length > 0 ? names : ["no policy of storage.objects asks whose the file is"];
}

const OWN_VERBS = [
  ["read", "select"],
  ["insert", "insert"],
  ["update", "update"],
  ["delete", "delete"],
] as const;

/** What policies are there to let through, and nobody came through. */
function unreached(bucket: ProofBucket, cells: readonly Cell[]): readonly Unknown[] {
  const object = bucketTitle(bucket);
  if (bucket.folders.length > 1) {
    const reason = `its policies look at different folders of a file's name (${bucket.folders.join(", ")}): what one takes for somebody's another may take for somebody else's`;
    return [{ object, reason }];
  }
  const verbs = OWN_VERBS.filter(
    ([verb, command]) =>
      bucket.policies.some(({ policy }) => policy.permissive && covers(policy, command)) &&
      !cells.some((cell) => cell.verb === verb && cell.outcome === "allowed"),
  ).map(([verb]) => verb);
  if (verbs.length === 0) return [];
  const reason =
    "nobody could do it with a file of their own, so that nobody could with those of others shows nothing";
  return [{ object, reason, verbs }];
}
