// Has actors subscribe to all published tables, writes the made rows, and gives what each of them was told. Somebody who
// sees every row listens too: once they have heard of all that was written, so has everybody who is told of it.
import { type AnalysedRelation, qualifiedName } from "../../analysis/database-analysis.ts";
import type { ProofCopy, ProofRealtime, Subscribed, ToldChange } from "../../ports.ts";
import type { Actor } from "../cast.ts";
import type { MadeRow, MadeRows } from "../rows/made-rows.ts";
import type { CallerOf } from "./callers.ts";
import { touchRows } from "./touch-rows.ts";

export interface HearChanges {
  readonly copy: ProofCopy;
  readonly realtime: ProofRealtime;
  readonly callers: CallerOf;
  readonly made: MadeRows;
}

export interface Hearing {
  /** Absent where they were not let in. */
  readonly told: ReadonlyMap<Actor, readonly ToldChange[]>;
  readonly turnedAway: ReadonlyMap<Actor, Extract<Subscribed, { subscribed: false }>>;
  /** Why a table's changes show nothing, by oid. */
  readonly silent: ReadonlyMap<string, string>;
}

/** Rows of one table that are enough: of each world some. */
const MOST_ROWS = 60;
const PATIENCE_MS = 30_000;

export async function hearChanges(
  tables: readonly AnalysedRelation[],
  actors: readonly Actor[],
  options: HearChanges,
): Promise<Hearing> {
  const { realtime } = options;
  try {
    return await listen(tables, actors, options);
  } finally {
    await realtime.unsubscribe();
  }
}

async function listen(
  tables: readonly AnalysedRelation[],
  actors: readonly Actor[],
  { copy, realtime, callers, made }: HearChanges,
): Promise<Hearing> {
  const told = new Map<Actor, ToldChange[]>();
  const turnedAway = new Map<Actor, Extract<Subscribed, { subscribed: false }>>();
  const silent = new Map<string, string>();
  const all: ToldChange[] = [];
  const service = await realtime.subscribe({ key: "service_role" }, (change) => all.push(change));
  if (!service.subscribed) {
    for (const { oid } of tables) silent.set(oid, service.reason);
    return { told, turnedAway, silent };
  }
  for (const actor of actors) {
    const changes: ToldChange[] = [];
    const answer = await realtime.subscribe(await callers(actor), (change) => changes.push(change));
    if (answer.subscribed) told.set(actor, changes);
    else turnedAway.set(actor, answer);
  }
  const written = new Map<AnalysedRelation, readonly MadeRow[]>();
  for (const relation of tables) {
    const rows = made.of(relation).slice(0, MOST_ROWS);
    const failure =
      rows.length === 0
        ? "no rows could be made in it whose changes would be told"
        : await copy.withAdmin((client) => touchRows(client, relation, rows));
    if (failure === undefined) written.set(relation, rows);
    else silent.set(relation.oid, failure);
  }
  const lacking = () =>
    [...written].filter(
      ([relation, rows]) => all.filter((one) => isOf(one, relation)).length < rows.length,
    );
  const until = performance.now() + PATIENCE_MS;
  while (lacking().length > 0 && performance.now() < until) await pause();
  for (const [relation] of lacking()) {
    silent.set(relation.oid, "not even service_role was told of all that was written");
  }
  return { told, turnedAway, silent };
}

export function isOf(change: ToldChange, relation: AnalysedRelation): boolean {
  return qualifiedName(change) === qualifiedName(relation);
}

const POLL_MS = 10;

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
