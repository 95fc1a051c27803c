// Calls every function that requests can reach, and looks at what it answers and which rows it reaches.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { JsonValue } from "../../tokens/verified-token.ts";
import type { AttemptContext } from "./attempts/attempt.ts";
import { type Call, callsOf } from "./attempts/call.ts";
import type { Actor, Cast } from "./cast.ts";
import type { Judgement } from "./judgement.ts";
import { STALLED } from "./send.ts";
import type { TryRequest } from "./try-request.ts";

interface TriedCall {
  readonly call: Call;
  readonly judgement: Judgement;
  /** It answered with something of a made row or person, or wrote to one. */
  readonly cameToRows: boolean;
  /** It answered with anything at all: neither null nor an empty list. */
  readonly saidSomething: boolean;
  /** It did not come to an end in the time that its role has. */
  readonly isStalled: boolean;
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
  options: FunctionSweepOptions,
): Promise<readonly FunctionTrial[]> {
  const trials: FunctionTrial[] = [];
  for (const routine of routines.filter(isCallable)) {
    for (const actor of options.actors) {
      const tried = await callsBy(actor, routine, options);
      trials.push({ routine, actor, tried });
      // It would be waited for as long by everybody else.
      if (tried.some(({ isStalled }) => isStalled)) break;
    }
  }
  return trials;
}

async function callsBy(
  actor: Actor,
  routine: RoutineFacts,
  { tryRequest, context }: FunctionSweepOptions,
): Promise<readonly TriedCall[]> {
  const tried: TriedCall[] = [];
  for (const stranger of strangersTo(actor, context.planner.cast)) {
    for (const call of callsOf(routine, { actor, stranger }, context)) {
      const { answer, ...traffic } = await tryRequest(actor, call.request);
      const told = answer.status < 400 ? context.made.traces(answer.body) : [];
      const isStalled = answer.code === STALLED;
      tried.push({
        call,
        judgement: call.judge(answer, traffic),
        saidSomething: answer.status < 400 && saysSomething(answer.body),
        cameToRows: told.length + traffic.reached.length + traffic.added.length > 0,
        isStalled,
      });
      if (isStalled) return tried;
    }
  }
  return tried;
}

function saysSomething(body: JsonValue): boolean {
  return Array.isArray(body) ? body.some(saysSomething) : body !== null;
}

/** A function of a table's row is a computed column of it, and is no call; one with its owner's rights stays unknown. */
function isCallable({ parameters: given, securityDefiner }: RoutineFacts): boolean {
  const [only] = given;
  const isOfRow = given.length === 1 && only?.name === "" && only.type.includes(".");
  return securityDefiner || !isOfRow;
}

/** A user and an organization's member whom the actor has nothing to do with. */
function strangersTo({ person }: Actor, { worldOf }: Cast) {
  const first = person?.world === "ada" ? worldOf("grace").people[0] : worldOf("ada").people[0];
  const second = person?.world === "acme" ? undefined : worldOf("acme").people[0];
  return [first, second].filter((one) => one !== undefined);
}
