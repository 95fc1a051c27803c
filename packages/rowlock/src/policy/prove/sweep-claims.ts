// Tries again, as callers with the claims and headers that a relation's policies ask for. What those open that the
// caller sets at will is a leak like any other; what only the server sets is told as a privilege; and what follows from
// an address is unknown, because a token does not say whether it was verified.
import { qualifiedName } from "../analysis/database-analysis.ts";
import { isOwned } from "../analysis/ownership.ts";
import { type ClaimVariant, claimVariants } from "./claim-variants.ts";
import type { Judgement } from "./judgement.ts";
import type { Privilege } from "./proof.ts";
import type { Subject } from "./subject.ts";
import {
  inLanes,
  RELATION_VERBS,
  type SweepOptions,
  sweep,
  type Trial,
  type Tried,
} from "./sweep.ts";

export interface ClaimSweep {
  readonly trials: readonly Trial[];
  readonly privileges: readonly Privilege[];
}

type Options = Pick<SweepOptions, "tryRequest" | "context">;

export async function sweepClaims(
  subjects: readonly Subject[],
  usual: readonly Trial[],
  options: Options,
): Promise<ClaimSweep> {
  const { context } = options;
  const { database, made, planner } = context;
  const trials: Trial[] = [];
  const privileges = new Map<string, Privilege>();
  const asked = subjects.flatMap((subject) =>
    claimVariants(subject.relation, { database, made, cast: planner.cast }).map(
      (variant) => async () => {
        const { actor } = variant;
        const sweeping = { ...options, actors: [actor], verbs: RELATION_VERBS };
        return { variant, found: await sweep([subject], sweeping) };
      },
    ),
  );
  for (const { variant, found } of await inLanes(asked)) {
    for (const trial of found) {
      trials.push(judgedBy(variant, trial, usual));
      if (variant.trust === "server" && leaks(trial)) add(privileges, variant, trial);
    }
  }
  return { trials, privileges: [...privileges.values()] };
}

function leaks({ tried }: Trial): boolean {
  return tried.some(({ judgement }) => judgement.kind === "leak");
}

function add(privileges: Map<string, Privilege>, { title }: ClaimVariant, trial: Trial): void {
  const object = qualifiedName(trial.subject.relation);
  const key = JSON.stringify([title, object]);
  const known = privileges.get(key)?.verbs ?? [];
  privileges.set(key, { claim: title, object, verbs: [...known, trial.verb] });
}

function judgedBy(variant: ClaimVariant, trial: Trial, usual: readonly Trial[]): Trial {
  const tried = trial.tried.map((one): Tried => {
    const { judgement } = one;
    if (judgement.kind === "leak") return { ...one, judgement: leakBy(variant, judgement) };
    if (judgement.kind !== "allowed" || variant.trust !== "caller") return one;
    return opensWhatIsNobodys(trial, usual) ? { ...one, judgement: openedBy(variant) } : one;
  });
  return { ...trial, tried };
}

function leakBy({ trust, title }: ClaimVariant, leak: Judgement): Judgement {
  switch (trust) {
    case "caller":
    case "sign-in":
      return leak;
    case "server":
      return { kind: "allowed" };
    case "address":
      return {
        kind: "unknown",
        reason: `whoever has ${title} reaches rows of others, and a token does not say whether the address was verified`,
      };
  }
}

/** Of a table that names no owner: what the usual caller did not get is opened by the claim alone. */
function opensWhatIsNobodys({ subject, verb, actor }: Trial, usual: readonly Trial[]): boolean {
  if (verb !== "read" || isOwned(subject.relation.ownership)) return false;
  const before = usual.find(
    (trial) =>
      trial.subject === subject &&
      trial.verb === verb &&
      trial.actor.person === actor.person &&
      trial.actor.role === actor.role,
  );
  return before?.tried.every(({ judgement }) => judgement.kind === "denied") === true;
}

function openedBy({ title }: ClaimVariant): Judgement {
  return { kind: "leak", what: `sees rows by ${title}, which anybody can send`, rows: [] };
}
