// Asks PostgreSQL whom it shows which rows: once for all who have the same claims, and all in one round trip on each of two
// connections, since there may be hundreds who each have their own.
import type { LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import type { ReadBatch, ReadRunner } from "../../database/batch/batch.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import type { LoggedChange } from "../log/change-queue.ts";
import { type RowKey, readSight, sightStatement } from "./see-rows.ts";

export interface Look {
  readonly hearer: VerifiedToken;
  /** The place of the change among `changes`. */
  readonly place: number;
}

export interface LookOptions {
  readonly facts: LoggedTableFacts;
  readonly changes: readonly LoggedChange[];
  /** All hearers have its role. */
  readonly runner: ReadRunner;
  /** Whether an error is no verdict, so that all is asked again. */
  readonly passes: (error: unknown) => boolean;
  readonly onError: (error: unknown) => void;
}

/** From so many on a second connection pays. */
const WORTH_TWO = 40;

/** Gives whether a hearer sees a change's row. Where a policy fails, nobody does. @throws what passes */
export async function lookAtRows(
  looks: readonly Look[],
  options: LookOptions,
): Promise<(look: Look) => boolean> {
  const { facts, changes, runner, passes, onError } = options;
  const seen = new Map<string, Set<number>>();
  if (looks.length === 0) return () => false;
  const statement = sightStatement(facts);
  const keys = changes.map((change) => keyOfRow(facts, change));
  const asked = [...groupByClaims(looks).values()].map(({ hearer, places }) => ({
    claims: hearer.claimsText,
    places,
    batch: statement.batch(
      hearer,
      places.map((place) => keys[place] ?? []),
    ),
  }));
  const results = await readAll(
    runner,
    asked.map(({ batch }) => batch),
  );
  for (const [index, result] of results.entries()) {
    const { claims = "", places = [] } = asked[index] ?? {};
    if (result.status === "rejected") {
      if (passes(result.reason)) throw result.reason;
      onError(result.reason);
      continue;
    }
    seen.set(claims, new Set([...readSight(result.value)].map((found) => places[found] ?? -1)));
  }
  return ({ hearer, place }) => seen.get(hearer.claimsText)?.has(place) ?? false;
}

interface Asked {
  readonly hearer: VerifiedToken;
  readonly places: number[];
}

function groupByClaims(looks: readonly Look[]): ReadonlyMap<string, Asked> {
  const groups = new Map<string, Asked & { readonly known: Set<number> }>();
  for (const { hearer, place } of looks) {
    let group = groups.get(hearer.claimsText);
    if (group === undefined) {
      group = { hearer, places: [], known: new Set() };
      groups.set(hearer.claimsText, group);
    }
    if (group.known.has(place)) continue;
    group.known.add(place);
    group.places.push(place);
  }
  return groups;
}

/** Empty where the log does not tell it whole: then no row is found. */
function keyOfRow(facts: LoggedTableFacts, { table, row }: LoggedChange): RowKey {
  const key = facts.key.flatMap((name) => {
    const value = row?.[table.columns.findIndex((column) => column.name === name)];
    return typeof value === "string" ? value : [];
  });
  return key.length === facts.key.length ? key : [];
}

async function readAll(runner: ReadRunner, batches: readonly ReadBatch[]) {
  const half = batches.length < WORTH_TWO ? batches.length : Math.ceil(batches.length / 2);
  const parts = [batches.slice(0, half), batches.slice(half)].filter((part) => part.length > 0);
  return (await Promise.all(parts.map((part) => runner.readAll(part)))).flat();
}
