// Every actor tries every verb on every relation and function, and what comes of it is put together.
// Guarantee: what has no rows, and what could not be judged, is unknown and in no cell called safe.
import { qualifiedName } from "../analysis/database-analysis.ts";
import { reachableRoutines, routineTitle } from "../analysis/routines.ts";
import type { ProofCopy } from "../ports.ts";
import type { AttemptContext } from "./attempts/attempt.ts";
import { otherServices, outlivingSettings } from "./beyond-reach.ts";
import { readLists } from "./bystander.ts";
import { summarize } from "./cells.ts";
import { functionLeaks, relationLeaks } from "./leaks.ts";
import type { Cell, Proof, Unknown } from "./proof.ts";
import type { MadeWorld } from "./rows/make-rows.ts";
import type { Subject } from "./subject.ts";
import { RELATION_VERBS, sweep, type Trial } from "./sweep.ts";
import { sweepClaims } from "./sweep-claims.ts";
import { type FunctionTrial, sweepFunctions } from "./sweep-functions.ts";
import type { TryRequest } from "./try-request.ts";
import { unseenPolicies, unseenRoutines } from "./unjudged.ts";
import { unknownCells } from "./unknown-cells.ts";
import { uncalled, unreached } from "./unreached.ts";
import { untoldOwner } from "./untold-owner.ts";

export interface Attack {
  readonly copy: ProofCopy;
  /** Only these relations, as `schema.name`; all when there are none. */
  readonly only?: readonly string[] | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
  readonly context: AttemptContext;
  readonly tryRequest: TryRequest;
  readonly world: MadeWorld;
}

export async function attack(
  options: Attack,
): Promise<Pick<Proof, "cells" | "leaks" | "unknown" | "privileges" | "objects">> {
  const { context, tryRequest, world, copy, only, onProgress } = options;
  const { actors, impostors } = context.planner.cast;
  const chosen = context.subjects.filter(
    ({ relation }) =>
      only === undefined || only.length === 0 || only.includes(qualifiedName(relation)),
  );
  const tryable = chosen.filter(({ relation }) => !world.unmade.has(relation.oid));
  const show = progressOver(tryable.length * actors.length, onProgress);
  const trials = await sweep(tryable, {
    actors,
    verbs: RELATION_VERBS,
    tryRequest,
    context,
    onTrial: show,
  });
  const claimed = await sweepClaims(tryable, trials, { tryRequest, context });
  const intruders = await sweep(tryable, {
    actors: impostors,
    verbs: ["read"],
    tryRequest,
    context,
  });
  const routines = only?.length ? [] : reachableRoutines(context.database);
  onProgress?.(`Calling ${routines.length} functions`);
  const calls = await sweepFunctions(routines, { actors, tryRequest, context });
  onProgress?.("Looking at the witnesses");
  const witnesses = { copy, tryRequest, context };
  const leaks = [
    ...(await relationLeaks([...trials, ...claimed.trials, ...intruders], witnesses)),
    ...(await functionLeaks(calls, witnesses)),
  ];
  const cells = [
    ...[...trials, ...claimed.trials, ...intruders].flatMap((trial) => cellOf(trial, context)),
    ...calls.flatMap(callCellOf),
    ...(await readLists(tryable, { tryRequest, context })),
  ];
  return {
    cells,
    leaks,
    privileges: claimed.privileges,
    unknown: [
      ...unmadeUnknowns(chosen, world),
      ...unknownCells(cells),
      ...unreached(tryable, { cells, cast: context.planner.cast, database: context.database }),
      ...uncalled(routines, { cells, context }),
      ...(await unseenPolicies(tryable, { context, copy })),
      ...unseenRoutines(calls, context),
      ...outlivingSettings(context.database, tryable),
      ...otherServices(context.database, {
        storage: copy.storage !== undefined,
        realtime: copy.realtime !== undefined,
      }),
    ],
    objects: [
      ...chosen.map(({ relation }) => qualifiedName(relation)),
      ...routines.map(routineTitle),
    ],
  };
}

function progressOver(total: number, onProgress: Attack["onProgress"]): (subject: Subject) => void {
  let done = 0;
  return ({ relation }) => {
    done += 1;
    onProgress?.(`${Math.round((100 * done) / total)}% ${qualifiedName(relation)}`);
  };
}

function cellOf(
  { subject, actor, verb, tried }: Trial,
  { database }: AttemptContext,
): readonly Cell[] {
  const summary = summarize(
    verb,
    tried.map((one) => one.judgement),
  );
  if (summary === undefined) return [];
  const object = qualifiedName(subject.relation);
  const reason = untoldOwner(subject.relation, database);
  const isSaid = summary.outcome === "allowed" || summary.outcome === "denied by policy";
  const told = reason !== undefined && isSaid ? { outcome: "unknown" as const, reason } : summary;
  return [{ object, actor: actor.name, verb, ...told }];
}

function callCellOf({ routine, actor, tried }: FunctionTrial): readonly Cell[] {
  const judgements = tried.map((one) => one.judgement);
  // A value that a function does not take fails, and another one shows what it does.
  const isCalled = judgements.some(({ kind }) => kind === "allowed");
  const summary = summarize(
    "call",
    isCalled ? judgements.filter(({ kind }) => kind !== "failed") : judgements,
  );
  if (summary === undefined) return [];
  return [{ object: routineTitle(routine), actor: actor.name, verb: "call", ...summary }];
}

function unmadeUnknowns(subjects: readonly Subject[], { unmade }: MadeWorld): readonly Unknown[] {
  return subjects.flatMap(({ relation }) => {
    const reason = unmade.get(relation.oid);
    return reason === undefined
      ? []
      : [{ object: qualifiedName(relation), reason: `no row could be made: ${reason}` }];
  });
}
