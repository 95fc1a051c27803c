// Calls every function that requests can reach, and looks at what it answers and which rows it reaches.
import type { RoutineFacts } from "../../catalog/security/routines.ts";
import type { AttemptContext } from "./attempts/attempt.ts";
import { type Call, callsOf } from "./attempts/call.ts";
import type { Actor, Cast } from "./cast.ts";
import type { Judgement } from "./judgement.ts";
import type { TryRequest } from "./try-request.ts";

interface TriedCall {
  readonly call: Call;
  readonly judgement: Judgement;
  /** It answered with something of a made row or person, or wrote to one. */
  readonly cameToRows: boolean;
}

export interface FunctionTrial {
  readonly routine: RoutineFacts;
  readonly actor: Actor;
  readonly tried: readonly TriedCall[];
}

export interface FunctionSweepOptions {
  readonly actors: readonly Actor[];
  readonly tryRequest: TryRequest;
  readonly context: AttemptContext;
}

export async function sweepFunctions(
  routines: readonly RoutineFacts[],
  { actors, tryRequest, context }: FunctionSweepOptions,
): Promise<readonly FunctionTrial[]> {
  const trials: FunctionTrial[] = [];
  for (const routine of routines.filter(isCallable)) {
    for (const actor of actors) {
      const tried: TriedCall[] = [];
      for (const stranger of strangersTo(actor, context.planner.cast)) {
        for (const call of callsOf(routine, { actor, stranger }, context)) {
          const { answer, ...traffic } = await tryRequest(actor, call.request);
          tried.push({
            call,
            judgement: call.judge(answer, traffic),
            cameToRows:
              [
                ...traffic.reached,
                ...traffic.added,
                ...(answer.status < 400 ? context.made.traces(answer.body) : []),
              ].length > 0,
          });
        }
      }
      trials.push({ routine, actor, tried });
    }
  }
  return trials;
}

/** A function of a table's row is a computed column of it, and is no call; one with its owner's rights stays unknown. */
function isCallable({ arguments: given, securityDefiner }: RoutineFacts): boolean {
  const [only] = given;
  const isOfRow = given.length === 1 && only?.name === null && only.type.includes(".");
  return securityDefiner || !isOfRow;
}

/** A user and an organization's member whom the actor has nothing to do with. */
function strangersTo({ person }: Actor, { worldOf }: Cast) {
  const first = person?.world === "ada" ? worldOf("grace").people[0] : worldOf("ada").people[0];
  const second = person?.world === "acme" ? undefined : worldOf("acme").people[0];
  return [first, second].filter((one) => one !== undefined);
}
