// What reading can't judge (the list that `audit` shows as not judged) is decided here by having been seen at work: a
// policy's expression that let a made row through to somebody, a function of which a call came to a row. The requests
// then show whose rows those were. What was never seen at work may let through what no value of the proof meets.

import { type RoutineFacts, returnsVoid } from "../../catalog/parts/routines.ts";
import { compile, identifier, sql, trusted } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import {
  type AnalysedRelation,
  appliesTo,
  type DatabaseAnalysis,
  qualifiedName,
} from "../analysis/database-analysis.ts";
import { guardedTablesIn, reachableRoutines, routineTitle } from "../analysis/routines.ts";
import {
  type UnjudgedPolicy,
  unjudgedPolicies,
  unjudgedRoutines,
  whyUnjudged,
} from "../audit/unknowns.ts";
import { disjunctsOf } from "../expression/disjuncts.ts";
import { readGuard } from "../expression/guard.ts";
import type { ProofCopy } from "../ports.ts";
import { asActor } from "./as-actor.ts";
import type { AttemptContext } from "./attempts/attempt.ts";
import { type Actor, actorOf } from "./cast.ts";
import { claimVariants } from "./claim-variants.ts";
import { claimsOf } from "./claims-of.ts";
import type { Unknown } from "./proof.ts";
import type { Subject } from "./subject.ts";
import type { FunctionTrial } from "./sweep-functions.ts";

interface Options {
  readonly context: AttemptContext;
  readonly copy: ProofCopy;
}

export async function unseenPolicies(
  subjects: readonly Subject[],
  { context, copy }: Options,
): Promise<readonly Unknown[]> {
  const tried = new Set(subjects.map(({ relation }) => relation.oid));
  const unseen: Unknown[] = [];
  for (const unjudged of unjudgedPolicies(context.database)) {
    const { relation, policy, reason } = unjudged;
    // A restrictive policy lets nobody through.
    if (!policy.permissive || !tried.has(relation.oid)) continue;
    const parts = unjudgedParts(unjudged, context.database);
    const callers = await callersOf(unjudged, { context, copy });
    let allSeen = true;
    for (const part of parts)
      allSeen &&= await letsThrough(part, { relation, callers, context, copy });
    if (allSeen) continue;
    const told = `the policy "${policy.name}" can't be judged by reading it (${reason}), and was not seen letting anybody through`;
    unseen.push({ object: qualifiedName(relation), reason: told });
  }
  return unseen;
}

/** The alternatives by themselves: one that reading understands says nothing of the one beside it. */
function unjudgedParts(
  { relation, guard }: UnjudgedPolicy,
  { context, binding }: DatabaseAnalysis,
): readonly string[] {
  const parts = disjunctsOf(guard.text).filter(
    (text) => whyUnjudged(readGuard(text, context), { relation, binding }) !== undefined,
  );
  return parts.length > 0 ? parts : [guard.text];
}

interface Caller {
  readonly actor: Actor;
  readonly claims: JsonObject;
}

async function callersOf(
  { relation, policy }: UnjudgedPolicy,
  { context, copy }: Options,
): Promise<readonly Caller[]> {
  const { database, made, planner } = context;
  const { cast } = planner;
  const variants = claimVariants(relation, { database, made, cast });
  const actors = [
    ...cast.actors,
    actorOf(cast.bystander, cast),
    ...variants.map(({ actor }) => actor),
  ].filter(({ role }) => appliesTo(policy, role));
  return Promise.all(actors.map(async (actor) => ({ actor, claims: await claimsOf(actor, copy) })));
}

interface Trying extends Options {
  readonly relation: AnalysedRelation;
  readonly callers: readonly Caller[];
}

/** Whether the expression is true of a made row for anybody. Where it fails, the requests fail as well. */
async function letsThrough(
  expression: string,
  { relation, callers, context, copy }: Trying,
): Promise<boolean> {
  const target = identifier(relation.schema, relation.name);
  const query = sql`select exists (select
    from jsonb_populate_recordset(null::${target}, $1::jsonb) as ${identifier(relation.name)}
    where (${trusted(expression)})) as holds`;
  const rows = JSON.stringify(context.made.of(relation).map(({ stored }) => stored));
  return copy.withAdmin(async (client) => {
    for (const caller of callers) {
      const asked = asActor(client, caller, () =>
        client.query<{ holds: boolean }>(compile(query).text, [rows]),
      );
      const holds = await asked.then(
        ({ rows: [found] }) => found?.holds === true,
        () => false,
      );
      if (holds) return true;
    }
    return false;
  });
}

export function unseenRoutines(
  trials: readonly FunctionTrial[],
  { database }: AttemptContext,
): readonly Unknown[] {
  const callsOf = (routine: RoutineFacts) =>
    trials.flatMap((trial) => (trial.routine.oid === routine.oid ? trial.tried : []));
  const unknown = (routine: RoutineFacts, reason: string): Unknown => ({
    object: routineTitle(routine),
    reason,
    verbs: ["call"],
  });
  const unjudged = unjudgedRoutines(database).flatMap(({ routine, reason }) => {
    const calls = callsOf(routine);
    if (calls.length === 0 || calls.some((call) => call.cameToRows)) return [];
    const told = `its body can't be judged by reading it (${reason}), and no call of it came to a row`;
    return [unknown(routine, told)];
  });
  const silent = reachableRoutines(database)
    .filter((routine) => !unjudged.some(({ object }) => object === routineTitle(routine)))
    .filter((routine) => readsWithOwnersRights(routine, database))
    .filter((routine) => {
      const through = callsOf(routine).filter(({ judgement }) => judgement.kind === "allowed");
      return through.length > 0 && through.every((call) => !call.saidSomething && !call.cameToRows);
    })
    .map((routine) =>
      unknown(routine, "it answered nothing to anybody, so what it shows to whom was not seen"),
    );
  return [...unjudged, ...silent];
}

function readsWithOwnersRights(routine: RoutineFacts, database: DatabaseAnalysis): boolean {
  const reads = guardedTablesIn(routine, database).length > 0;
  return routine.securityDefiner && !returnsVoid(routine) && reads;
}
