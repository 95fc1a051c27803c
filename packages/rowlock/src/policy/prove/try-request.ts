// Sends a request and finds out which made rows it reached. Reads go side by side; writes in a few lanes, each of which
// the observer watches by itself. A write that another may have stood in the way of, or that the observer could not
// tell from others, is sent once more while nothing else is under way.
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import type { ProofCopy } from "../ports.ts";
import type { Actor } from "./cast.ts";
import { LANE_HEADER, LANES, NO_TRAFFIC, type Observer, type Traffic } from "./observer.ts";
import { type Answer, type ProofRequest, type Send, STALLED } from "./send.ts";
import { withoutTriggers } from "./trigger-refusal.ts";
import { Turns } from "./turns.ts";

export interface Outcome extends Traffic {
  readonly answer: Answer;
}

export interface TryOptions {
  /** Whose triggers are paused for this one request, besides the observer's. */
  readonly withoutTriggersOf?: AnalysedRelation;
}

export type TryRequest = (
  actor: Actor,
  request: ProofRequest,
  options?: TryOptions,
) => Promise<Outcome>;

export interface TryRequestOptions {
  readonly copy: ProofCopy;
  readonly observer: Observer;
  readonly database: DatabaseAnalysis;
}

/** Not serializable, deadlock, lock not available, and ended for want of time. */
const IN_THE_WAY: ReadonlySet<string | null> = new Set(["40001", "40P01", "55P03", STALLED]);

/** What finds a lock taken goes on without, and so would show less while another holds it. */
const GOES_ROUND_LOCKS = /skip\s+locked|pg_try_advisory/i;

export function createTryRequest(
  send: Send,
  { copy, observer, database }: TryRequestOptions,
): TryRequest {
  const goesRound = database.model.routines.some(({ source }) => GOES_ROUND_LOCKS.test(source));
  const turns = new Turns(goesRound ? 1 : LANES);
  /** How often something was seen that no lane is known of. */
  let strays = 0;

  async function alone(
    actor: Actor,
    request: ProofRequest,
    { withoutTriggersOf }: TryOptions,
  ): Promise<Outcome> {
    const ask = () => send(actor, request);
    const answer =
      withoutTriggersOf === undefined
        ? await ask()
        : await withoutTriggers(withoutTriggersOf, copy, ask);
    const { traffic } = await copy.withAdmin((client) => observer.take(client));
    return { answer, ...traffic };
  }

  async function inLane(
    actor: Actor,
    request: ProofRequest,
    lane: number,
  ): Promise<Outcome | undefined> {
    const before = strays;
    const headers = { ...actor.headers, [LANE_HEADER]: String(lane) };
    const answer = await send({ ...actor, headers }, request);
    const { traffic, isStray } = await copy.withAdmin((client) => observer.take(client, lane));
    if (isStray) strays += 1;
    return strays > before || IN_THE_WAY.has(answer.code) ? undefined : { answer, ...traffic };
  }

  return async (actor, request, options = {}) => {
    if (request.method === "GET") return { answer: await send(actor, request), ...NO_TRAFFIC };
    const seen =
      options.withoutTriggersOf === undefined
        ? await turns.inLane((lane) => inLane(actor, request, lane))
        : undefined;
    return seen ?? (await turns.alone(() => alone(actor, request, options)));
  };
}
