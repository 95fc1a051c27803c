// Tries every verb of every actor on every subject, several at a time, and keeps what each request showed.
import { isTable } from "../../catalog/parts/relations.ts";
import {
  type Attempt,
  type AttemptContext,
  type AttemptsOf,
  isRelationVerb,
  PROOF_VERBS,
  type ProofVerb,
  type RelationVerb,
} from "./attempts/attempt.ts";
import {
  deleteAnothersAttempts,
  deleteAttempts,
  updateAnothersAttempts,
  updateAttempts,
} from "./attempts/change.ts";
import { insertAsAnotherAttempts, insertAttempts } from "./attempts/insert.ts";
import { giveAwayAttempts, takeOverAttempts } from "./attempts/ownership-change.ts";
import { raiseAttempts } from "./attempts/raise.ts";
import { countAttempts, embedAttempts, filterAttempts, readAttempts } from "./attempts/read.ts";
import { upsertAttempts } from "./attempts/upsert.ts";
import type { Actor } from "./cast.ts";
import { ATTACKS } from "./cells.ts";
import { type Judgement, refusalOf } from "./judgement.ts";
import { STALLED } from "./send.ts";
import type { Subject } from "./subject.ts";
import { judgeWithoutTriggers, triggerRefusal } from "./trigger-refusal.ts";
import { judgeTraffic } from "./trigger-writes.ts";
import type { TryRequest } from "./try-request.ts";

const ATTEMPTS: Readonly<Record<RelationVerb, AttemptsOf>> = {
  read: readAttempts,
  filter: filterAttempts,
  count: countAttempts,
  embed: embedAttempts,
  insert: insertAttempts,
  "insert as another": insertAsAnotherAttempts,
  update: updateAttempts,
  "update another's": updateAnothersAttempts,
  "give away": giveAwayAttempts,
  "take over": takeOverAttempts,
  delete: deleteAttempts,
  "delete another's": deleteAnothersAttempts,
  upsert: upsertAttempts,
  "raise oneself": raiseAttempts,
};

export const RELATION_VERBS = PROOF_VERBS.filter(isRelationVerb);

export interface Tried {
  readonly attempt: Attempt;
  readonly judgement: Judgement;
}

export interface Trial {
  readonly subject: Subject;
  readonly actor: Actor;
  readonly verb: ProofVerb;
  readonly tried: readonly Tried[];
}

export interface SweepOptions {
  readonly actors: readonly Actor[];
  readonly verbs: readonly RelationVerb[];
  readonly tryRequest: TryRequest;
  readonly context: AttemptContext;
  readonly onTrial?: (subject: Subject) => void;
}

/** How many trials are under way at once. */
const LANES = 6;

export async function sweep(
  subjects: readonly Subject[],
  options: SweepOptions,
): Promise<readonly Trial[]> {
  const stalled = new Map<Subject, number>();
  const work = subjects.flatMap((subject) =>
    options.actors.map((actor) => async () => {
      const trials = await trialsOf(subject, actor, { ...options, stalled });
      options.onTrial?.(subject);
      return trials;
    }),
  );
  return (await inLanes(work)).flat();
}

/** So many requests at a relation may not come to an end before it is left alone. */
const MAX_STALLED = 3;

interface Sweeping extends SweepOptions {
  /** By relation: how many requests did not come to an end. */
  readonly stalled: Map<Subject, number>;
}

async function trialsOf(
  subject: Subject,
  actor: Actor,
  { verbs, tryRequest, context, stalled }: Sweeping,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const verb of verbs) {
    const tried: Tried[] = [];
    const together: Tried[] = [];
    let ungranted = false;
    const attempts = [...ATTEMPTS[verb](subject, actor, context)];
    for (let attempt = attempts.shift(); attempt !== undefined; attempt = attempts.shift()) {
      if (ungranted && attempt.blind !== true) continue;
      const isDone = tried.some((one) => one.judgement.kind === "allowed");
      if (isDone && attempt.otherwise === true) continue;
      const waited = stalled.get(subject) ?? 0;
      if (waited >= MAX_STALLED) {
        const reason = "its requests did not come to an end, so the others were not sent";
        tried.push({ attempt, judgement: { kind: "unknown", reason } });
        break;
      }
      const { judgement, isStalled, answered } = await judged(attempt, {
        subject,
        actor,
        tryRequest,
      });
      if (isStalled) stalled.set(subject, waited + 1);
      if (judgement.kind === "failed" && (await failsOnTheWay(attempt, tryRequest))) continue;
      if (attempt.singly !== undefined && !isDeniedOfAll(judgement, answered)) {
        attempts.unshift(...attempt.singly);
        together.push({ attempt, judgement });
        continue;
      }
      tried.push({ attempt, judgement });
      if (judgement.kind !== "denied" || !["token", "grant"].includes(judgement.by)) continue;
      // Nothing but the token or the grant was asked, and that will not change from one request to the next.
      if (judgement.by === "token") break;
      ungranted = true;
    }
    // The single ones are the better witnesses.
    tried.push(...together);
    if (tried.length > 0) trials.push({ subject, actor, verb, tried });
  }
  return trials;
}

/** That a check refused the first row of several says nothing of the others; that none was touched, or no grant held, does. */
function isDeniedOfAll(judgement: Judgement, answered: boolean): boolean {
  if (judgement.kind !== "denied") return false;
  return answered || ["token", "grant", "view"].includes(judgement.by);
}

/** A neighbour that can't be read is told of by itself; through it nobody comes to the subject, whose policies were not asked. */
async function failsOnTheWay(
  { through, actor }: Attempt,
  tryRequest: TryRequest,
): Promise<boolean> {
  if (through === undefined) return false;
  const { answer } = await tryRequest(actor, through);
  return refusalOf(answer)?.kind === "failed";
}

/** "cannot insert into view", "cannot change materialized view". */
const NOT_WRITABLE: ReadonlySet<string> = new Set(["55000", "42809"]);

interface Trying {
  readonly subject: Subject;
  readonly actor: Actor;
  readonly tryRequest: TryRequest;
}

interface Judged {
  readonly judgement: Judgement;
  /** PostgreSQL ended it, for want of time. */
  readonly isStalled: boolean;
  /** It was not refused, whether or not it came to a row. */
  readonly answered: boolean;
}

async function judged(attempt: Attempt, { subject, actor, tryRequest }: Trying): Promise<Judged> {
  const { relation } = subject;
  const { verb } = attempt;
  const { answer, reached, added } = await tryRequest(actor, attempt.request);
  const how = { isStalled: answer.code === STALLED, answered: answer.status < 400 };
  if (!isTable(relation) && NOT_WRITABLE.has(answer.code ?? "")) {
    return { judgement: { kind: "denied", by: "view" }, ...how };
  }
  const judgement = attempt.judge(answer, reached);
  const refusal = triggerRefusal(relation, { verb, answer, judgement });
  if (refusal !== undefined) {
    const again = await tryRequest(actor, attempt.request, { withoutTriggersOf: relation });
    const untriggered = attempt.judge(again.answer, again.reached);
    return {
      judgement: judgeWithoutTriggers(untriggered, { verb, refusal }),
      isStalled: again.answer.code === STALLED,
      answered: false,
    };
  }
  if (ATTACKS.has(verb)) return { judgement, ...how };
  const judgedTraffic = judgeTraffic(judgement, { reached, added }, { subject, actor });
  return { judgement: judgedTraffic, ...how };
}

export async function inLanes<T>(work: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < work.length; index = next++) {
      const job = work[index];
      if (job !== undefined) results[index] = await job();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
