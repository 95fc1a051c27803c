// Who hears of a table's changes, and what: rows are read once for each role, and whether a row is seen is asked once for
// all who have the same role and claims. PostgreSQL gives both answers; this only carries them.
// INVARIANT: of a guarded table nothing but a deleted row's key reaches a hearer that PostgreSQL did not show the row to.
import { groupBy } from "../../catalog/group-by.ts";
import type { LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import type { ReadRunner } from "../../database/batch/batch.ts";
import type { PostgresError } from "../../database/postgres-error.ts";
import type { LoggedChange } from "../log/change-queue.ts";
import type { LoggedTable } from "../log/decode-message.ts";
import type { ChangeMessage } from "../ports.ts";
import { lookAtRows } from "./look-at-rows.ts";
import { clauseKey, matches, numberClauses, refusalOf } from "./match-changes.ts";
import type { Wanted } from "./read-binding.ts";
import { type ChangeReading, isTooLarge, readChanges } from "./read-changes.ts";
import type { Interest, Subscription } from "./subscriptions.ts";
import { writeData, writeRefusal } from "./write-data.ts";

export interface Delivery {
  /** The place of the change among those that were judged. */
  readonly place: number;
  readonly subscription: Subscription;
  readonly message: ChangeMessage;
}

export interface JudgeOptions {
  /** As it is now. */
  readonly facts: LoggedTableFacts;
  readonly table: LoggedTable;
  readonly changes: readonly LoggedChange[];
  readonly interests: readonly Interest[];
  readonly runner: (role: string) => ReadRunner;
  /** A filter that PostgreSQL can't compare with the column's values. */
  readonly onBadFilter: (bad: BadFilter) => void;
  /** Whether an error is no verdict, so that all is asked again. */
  readonly passes: (error: unknown) => boolean;
  readonly onError: (error: unknown) => void;
}

export interface BadFilter {
  readonly subscription: Subscription;
  readonly wanted: Wanted;
  readonly error: PostgresError;
}

/** @throws what passes; then nothing of it has been told */
export async function judgeTable(options: JudgeOptions): Promise<readonly Delivery[]> {
  const byRole = groupBy(options.interests, ({ hearer }) => hearer.role);
  const told = await Promise.all(
    [...byRole].map(([role, interests]) => judgeForRole({ ...options, role, interests })),
  );
  return told.flat();
}

interface RoleOptions extends JudgeOptions {
  readonly role: string;
}

/** What one subscription is told of one change, provided that it sees the row. */
interface Match {
  readonly place: number;
  readonly interest: Interest;
  readonly wanted: readonly Wanted[];
  readonly reading: ChangeReading;
  readonly refusal: string | undefined;
  readonly needsSight: boolean;
}

async function judgeForRole(options: RoleOptions): Promise<readonly Delivery[]> {
  const runner = options.runner(options.role);
  const found = await matchAll({ ...options, readRunner: runner });
  const looks = found.flatMap(({ place, interest: { hearer }, needsSight }) =>
    needsSight ? { place, hearer } : [],
  );
  const sees = await lookAtRows(looks, { ...options, runner });
  const write = createWriter(options);
  return found.flatMap((match) =>
    match.needsSight && !sees({ place: match.place, hearer: match.interest.hearer })
      ? []
      : write(match),
  );
}

async function matchAll(
  options: RoleOptions & { readonly readRunner: ReadRunner },
): Promise<readonly Match[]> {
  const { changes, interests, facts, onBadFilter } = options;
  const numbered = numberClauses(interests);
  const readings = await readChanges({
    ...options,
    runner: options.readRunner,
    clauses: [...numbered.values()],
    onBadClause({ clause }, error) {
      for (const { subscription, wanted: all } of interests) {
        const isBad = (one: Wanted) =>
          one.clauses.some((own) => clauseKey(own) === clauseKey(clause));
        const wanted = all.find(isBad);
        if (wanted !== undefined) onBadFilter({ subscription, wanted, error });
      }
    },
  });
  return changes.flatMap((change, place) => {
    const reading = readings[place];
    if (reading === undefined) return [];
    const refusal = refusalOf({ change, reading, facts });
    const needsSight = refusal === undefined && reading.guarded && change.kind !== "DELETE";
    return interests.flatMap((interest) => {
      const wanted = interest.wanted.filter((one) =>
        refusal === undefined
          ? matches(one, { change, reading, facts, numbered })
          : one.event === "*" || one.event === change.kind,
      );
      return wanted.length === 0 ? [] : { place, interest, wanted, reading, refusal, needsSight };
    });
  });
}

/** Messages are written once for all who are told the same. */
function createWriter(options: RoleOptions): (match: Match) => readonly Delivery[] {
  const { changes } = options;
  const texts = new Map<string, string>();
  const messages = new Map<string, ChangeMessage>();

  function messageOf(match: Match, wanted: readonly Wanted[]): ChangeMessage {
    const select = wanted[0]?.select;
    const ids = wanted.map(({ id }) => id);
    const columns = `${match.place} ${select?.join("\0") ?? "*"}`;
    const key = `${ids.join(",")} ${columns}`;
    const known = messages.get(key);
    const change = changes[match.place];
    if (known !== undefined) return known;
    const data =
      texts.get(columns) ??
      (change === undefined ? "" : write(match, { ...options, change, select }));
    texts.set(columns, data);
    const message = { ids, data };
    messages.set(key, message);
    return message;
  }

  return (match) => {
    const { place, wanted, interest } = match;
    const tell = (some: readonly Wanted[]): Delivery => ({
      place,
      subscription: interest.subscription,
      message: messageOf(match, some),
    });
    if (wanted.length === 1) return [tell(wanted)];
    return [...groupBy(wanted, ({ select }) => select?.join("\0")).values()].map(tell);
  };
}

interface WriteOptions {
  readonly change: LoggedChange;
  readonly facts: LoggedTableFacts;
  readonly select: Wanted["select"];
}

function write({ reading, refusal }: Match, { change, facts, select }: WriteOptions): string {
  if (refusal !== undefined) return writeRefusal(change, refusal);
  return writeData({
    change,
    facts,
    shown: shownColumns({ reading, facts, select }),
    row: reading.row,
    old: reading.old,
    keyOnly: reading.rowSecurity,
    isTooLarge: isTooLarge(change),
  });
}

function shownColumns({
  reading: { selectable },
  facts,
  select,
}: {
  readonly reading: ChangeReading;
  readonly facts: LoggedTableFacts;
  readonly select: Wanted["select"];
}): ReadonlySet<string> {
  if (select === undefined) return selectable;
  return new Set([...select, ...facts.key].filter((name) => selectable.has(name)));
}
