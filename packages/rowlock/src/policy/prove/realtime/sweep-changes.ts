// Who was told of which rows' changes, against what was meant. Guarantee: a table of which nobody hears anything of their
// own, or whose changes were not told at all, is unknown.
import {
  type AnalysedRelation,
  mayTry,
  policiesFor,
  qualifiedName,
} from "../../analysis/database-analysis.ts";
import { isOwned } from "../../analysis/ownership.ts";
import type { AttemptContext } from "../attempts/attempt.ts";
import type { Actor } from "../cast.ts";
import { claimsOf } from "../claims-of.ts";
import { findFault } from "../fault.ts";
import { expectationOf } from "../intent.ts";
import type { Cell, CellOutcome, Leak, Unknown } from "../proof.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import { belongingOf } from "../subject.ts";
import { unknownCells } from "../unknown-cells.ts";
import { untoldOwner } from "../untold-owner.ts";
import { witnessRow } from "../witness.ts";
import { type HearChanges, type Hearing, hearChanges, isOf } from "./hear-changes.ts";
import { listenLine } from "./lines.ts";

export interface SweepChanges extends Omit<HearChanges, "made"> {
  readonly context: AttemptContext;
}

export interface SweptChanges {
  readonly cells: readonly Cell[];
  readonly leaks: readonly Leak[];
  readonly unknown: readonly Unknown[];
}

export async function sweepChanges(
  tables: readonly AnalysedRelation[],
  options: SweepChanges,
): Promise<SweptChanges> {
  if (tables.length === 0) return { cells: [], leaks: [], unknown: [] };
  const { context } = options;
  const { actors, impostors } = context.planner.cast;
  const hearing = await hearChanges(tables, [...actors, ...impostors], {
    ...options,
    made: context.made,
  });
  const heard = tables.flatMap((relation) => heardOf(relation, hearing, context));
  const cells = heard.map((one) => cellOf(one, context));
  return {
    cells,
    leaks: await leaksOf(heard, options),
    unknown: [
      ...[...hearing.silent].flatMap(([oid, reason]): Unknown[] => {
        const relation = tables.find((one) => one.oid === oid);
        return relation === undefined
          ? []
          : [{ object: qualifiedName(relation), reason, verbs: ["hear"] }];
      }),
      ...unknownCells(cells),
      ...tables.flatMap((relation) => unreached(relation, { cells, context, hearing })),
    ],
  };
}

/** What one actor was told of one table. */
export interface Heard {
  readonly relation: AnalysedRelation;
  readonly actor: Actor;
  /** Rows that they may have. */
  readonly own: readonly MadeRow[];
  /** Rows that they may not have. */
  readonly others: readonly MadeRow[];
  /** Why they heard nothing, or what was told says nothing. */
  readonly reason: "token" | { readonly unknown: string } | null;
}

export function heardOf(
  relation: AnalysedRelation,
  { told, turnedAway, silent }: Hearing,
  { database, made, planner: { cast } }: AttemptContext,
): readonly Heard[] {
  if (silent.has(relation.oid)) return [];
  const expectation = expectationOf(relation, database);
  const none = { own: [], others: [] };
  return [...told.keys(), ...turnedAway.keys()].map((actor): Heard => {
    const away = turnedAway.get(actor);
    if (away !== undefined) {
      return {
        relation,
        actor,
        ...none,
        reason: away.by === "token" ? "token" : { unknown: away.reason },
      };
    }
    if (cast.impostors.includes(actor)) {
      return { relation, actor, ...none, reason: { unknown: "a token that is none was taken" } };
    }
    const changes = (told.get(actor) ?? []).filter((one) => isOf(one, relation));
    const shown = changes.filter(({ errors }) => errors === null);
    const rows = shown.map(({ record }) => made.match(relation, record));
    const known = [...new Set(rows.filter((row) => row !== undefined))];
    const isMeant = (row: MadeRow) => expectation.allows(actor, "select", belongingOf(row));
    const isUnknown = rows.some((row) => row === undefined);
    return {
      relation,
      actor,
      own: known.filter(isMeant),
      others: known.filter((row) => !isMeant(row)),
      reason: isUnknown ? { unknown: "a row was told that is not known" } : null,
    };
  });
}

function cellOf(heard: Heard, { database }: AttemptContext): Cell {
  const { relation, actor, reason } = heard;
  const object = qualifiedName(relation);
  const untold = untoldOwner(relation, database);
  const outcome = outcomeOf(heard);
  const why = typeof reason === "object" && reason !== null ? reason.unknown : null;
  const cell = { object, actor: actor.name, verb: "hear" } as const;
  const isSaid = outcome === "allowed" || outcome === "denied by policy";
  if (untold !== undefined && isSaid) return { ...cell, outcome: "unknown", reason: untold };
  return { ...cell, outcome, reason: outcome === "unknown" ? why : null };
}

function outcomeOf({ relation, actor, own, others, reason }: Heard): CellOutcome {
  if (others.length > 0) return "leak";
  if (reason === "token") return "denied by token";
  if (reason !== null) return "unknown";
  if (own.length > 0) return "allowed";
  return mayTry(relation, actor.role, "select") ? "denied by policy" : "denied by grant";
}

async function leaksOf(heard: readonly Heard[], options: SweepChanges): Promise<readonly Leak[]> {
  const leaking = heard.filter(({ others }) => others.length > 0);
  const relations = [...new Set(leaking.map(({ relation }) => relation))];
  const leaks: Leak[] = [];
  for (const relation of relations) {
    const [first, ...rest] = leaking.filter((one) => one.relation === relation);
    if (first !== undefined) leaks.push(await leakOf(first, rest, options));
  }
  return leaks;
}

async function leakOf(first: Heard, rest: readonly Heard[], options: SweepChanges): Promise<Leak> {
  const { copy, context } = options;
  const { relation, actor, others } = first;
  const again = await hearChanges([relation], [actor], { ...options, made: context.made });
  const confirmed = heardOf(relation, again, context).some((one) => one.others.length > 0);
  const [victim] = others;
  const claims = await claimsOf(actor, copy);
  const { fault, fix } = await copy.withAdmin((client) =>
    findFault(
      client,
      { relation, actor, claims, verb: "select", row: victim?.stored ?? {} },
      context.database,
    ),
  );
  return {
    object: qualifiedName(relation),
    actor: actor.name,
    verb: "hear",
    what: `is told of ${others.length} ${others.length === 1 ? "row that is" : "rows that are"} not theirs`,
    witness: victim === undefined ? null : witnessRow(victim),
    request: { method: "GET", service: "realtime", path: "/websocket" },
    curl: listenLine(relation),
    fault: fault.length > 0 ? fault : ["Realtime told of it though no policy shows the row"],
    fix,
    confirmed,
    alsoBy: rest.map((one) => one.actor.name),
  };
}

interface Reach {
  readonly cells: readonly Cell[];
  readonly context: AttemptContext;
  readonly hearing: Hearing;
}

/** Policies are there to show somebody their own, and nobody heard of it. */
function unreached(
  relation: AnalysedRelation,
  { cells, context: { database }, hearing }: Reach,
): readonly Unknown[] {
  const object = qualifiedName(relation);
  if (hearing.silent.has(relation.oid) || !isOwned(relation.ownership)) return [];
  const isShown = database.requestRoles.some(
    (role) =>
      mayTry(relation, role, "select") &&
      (!relation.rowSecurity || policiesFor(relation, role, "select").permissive.length > 0),
  );
  const isHeard = cells.some(
    (cell) =>
      cell.object === object &&
      cell.verb === "hear" &&
      ["allowed", "leak", "unknown"].includes(cell.outcome),
  );
  if (!isShown || isHeard) return [];
  const reason =
    "nobody was told of a row of their own, so that nobody was told of those of others shows nothing";
  return [{ object, reason, verbs: ["hear"] }];
}
