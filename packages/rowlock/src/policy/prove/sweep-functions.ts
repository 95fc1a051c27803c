// Calls every function that requests can reach, and looks at what it answers and at what it does to the rows.
// One at a time: what a call changes is compared, judged, and put back.
import type { RoutineFacts } from "../../catalog/security/routines.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { ProofCopy } from "../ports.ts";
import type { AttemptContext } from "./attempts/attempt.ts";
import { type Call, callsOf } from "./attempts/call.ts";
import { ACME, type Actor, ADA, GRACE } from "./cast.ts";
import { captureState, type Effect, effectsBetween, restoreState, type State } from "./effects.ts";
import { expectationOf } from "./intent.ts";
import type { Judgement } from "./judgement.ts";
import type { MadeRow } from "./rows/made-rows.ts";
import type { Send } from "./send.ts";
import { belongingOf } from "./subject.ts";

export interface FunctionTrial {
  readonly routine: RoutineFacts;
  readonly actor: Actor;
  readonly tried: readonly { readonly call: Call; readonly judgement: Judgement }[];
}

export interface FunctionSweepOptions {
  readonly actors: readonly Actor[];
  readonly copy: ProofCopy;
  readonly send: Send;
  readonly context: AttemptContext;
}

export async function sweepFunctions(
  routines: readonly RoutineFacts[],
  options: FunctionSweepOptions,
): Promise<readonly FunctionTrial[]> {
  if (routines.length === 0) return [];
  const { copy, context } = options;
  const tables = madeTables(context);
  const before = await copy.withAdmin((client) => captureState(client, tables));
  const trials: FunctionTrial[] = [];
  for (const routine of routines) {
    for (const actor of options.actors) {
      const tried = [];
      for (const stranger of strangersTo(actor)) {
        for (const call of callsOf(routine, { actor, stranger }, context)) {
          const judgement = await tryCall(call, { ...options, before });
          tried.push({ call, judgement });
        }
      }
      trials.push({ routine, actor, tried });
    }
  }
  return trials;
}

function strangersTo({ person }: Actor) {
  const first = person?.world === "ada" ? GRACE.people[0] : ADA.people[0];
  const second = person?.world === "acme" ? undefined : ACME.people[0];
  return [first, second].filter((one) => one !== undefined);
}

export function madeTables({ database, made }: AttemptContext) {
  return database.relations.filter((relation) => made.of(relation).length > 0);
}

async function tryCall(
  call: Call,
  { copy, send, context, before }: FunctionSweepOptions & { readonly before: State },
): Promise<Judgement> {
  const answer = await send(call.actor, call.request);
  const judgement = call.judge(answer);
  if (call.routine.volatility !== "volatile" || answer.status >= 400) return judgement;
  const tables = madeTables(context);
  const harm = await copy.withAdmin(async (client) => {
    const effects = effectsBetween(before, await captureState(client, tables), tables);
    await restoreState(client, before, effects);
    return effects.flatMap((effect) => harmTo(effect, call.actor, context));
  });
  const [first] = harm;
  if (judgement.kind === "leak" || first === undefined) return judgement;
  return { kind: "leak", what: `changes ${harm.length} rows that are not theirs`, rows: harm };
}

/** Rows that were changed or are gone, and that the actor was not meant to change. */
function harmTo(
  { relation, lost }: Effect,
  actor: Actor,
  { database, made }: AttemptContext,
): readonly MadeRow[] {
  const analysed = database.relations.find((one) => one.oid === relation.oid);
  if (analysed === undefined) return [];
  const expectation = expectationOf(analysed, database);
  return lost.flatMap((row: JsonObject) => {
    const found = made.match(analysed, row);
    if (found === undefined || expectation.allows(actor, "update", belongingOf(found))) return [];
    return [found];
  });
}
