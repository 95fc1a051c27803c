// Sends a request and finds out which made rows it reached. Writes go one at a time, so that what the observer saw is
// of this one request; reads go side by side.
import type { AnalysedRelation } from "../analysis/database-analysis.ts";
import type { ProofCopy } from "../ports.ts";
import type { Actor } from "./cast.ts";
import { NO_TRAFFIC, type Observer, type Traffic } from "./observer.ts";
import type { Answer, ProofRequest, Send } from "./send.ts";
import { withoutTriggers } from "./trigger-refusal.ts";

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

export function createTryRequest(
  send: Send,
  { copy, observer }: { readonly copy: ProofCopy; readonly observer: Observer },
): TryRequest {
  let last: Promise<unknown> = Promise.resolve();
  return (actor, request, { withoutTriggersOf } = {}) => {
    if (request.method === "GET") {
      return send(actor, request).then((answer) => ({ answer, ...NO_TRAFFIC }));
    }
    const turn = last.then(async () => {
      const ask = () => send(actor, request);
      const answer =
        withoutTriggersOf === undefined
          ? await ask()
          : await withoutTriggers(withoutTriggersOf, copy, ask);
      return { answer, ...(await copy.withAdmin((client) => observer.take(client))) };
    });
    last = turn.catch(() => {});
    return turn;
  };
}
