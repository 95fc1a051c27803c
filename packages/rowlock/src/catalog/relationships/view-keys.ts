// Follows keys through views: which columns of a view show the whole of a table's key, however many views lie between.
// Guarantee: a key that a view shows only in part is not reported; views that refer to each other do not loop.
import type { ViewColumnOrigin } from "../parts/view-columns.ts";

/** A table's column as a view shows it; one column may be shown several times, under several names. */
type Shown = ReadonlyMap<number, readonly string[]>;

/** For each table the views that show it, with its columns. */
export type ViewContents = ReadonlyMap<string, ReadonlyMap<string, Shown>>;

/** @param views the views to trace, and `through` those that may lie between (views not in either are walls) */
export function traceViews(
  origins: readonly ViewColumnOrigin[],
  {
    views,
    through,
  }: { readonly views: ReadonlySet<string>; readonly through: ReadonlySet<string> },
): ViewContents {
  const sources = new Map<string, ViewColumnOrigin[]>();
  for (const origin of origins) {
    if (!through.has(origin.view)) continue;
    const key = columnKey(origin.view, origin.number);
    const known = sources.get(key);
    if (known === undefined) sources.set(key, [origin]);
    else known.push(origin);
  }
  const contents = new Map<string, Map<string, Map<number, string[]>>>();
  for (const origin of origins) {
    if (!views.has(origin.view)) continue;
    for (const [table, column] of bottomsOf(origin, { sources, passed: new Set() })) {
      const showing = getOrMake(contents, table, () => new Map<string, Map<number, string[]>>());
      const columns = getOrMake(showing, origin.view, () => new Map<number, string[]>());
      getOrMake(columns, column, () => [] as string[]).push(origin.name);
    }
  }
  return contents;
}

interface Trace {
  readonly sources: ReadonlyMap<string, readonly ViewColumnOrigin[]>;
  readonly passed: ReadonlySet<string>;
}

/** Every relation and column that a view's column comes from, level by level. */
function* bottomsOf(origin: ViewColumnOrigin, trace: Trace): Generator<readonly [string, number]> {
  yield [origin.source, origin.sourceColumn];
  if (trace.passed.has(origin.source)) return;
  const passed = new Set([...trace.passed, origin.source]);
  for (const next of trace.sources.get(columnKey(origin.source, origin.sourceColumn)) ?? []) {
    yield* bottomsOf(next, { sources: trace.sources, passed });
  }
}

function columnKey(relation: string, column: number): string {
  return `${relation}.${column}`;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** For each column of a key the names under which the view shows it; undefined when one is missing. */
export function shownKey(
  shown: Shown,
  numbers: readonly number[],
): readonly (readonly string[])[] | undefined {
  const names = numbers.map((number) => shown.get(number) ?? []);
  return names.every((each) => each.length > 0) ? names : undefined;
}

/** All ways to choose one of each. */
export function choices<T>(options: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return options.reduce<readonly (readonly T[])[]>(
    (chosen, next) => chosen.flatMap((before) => next.map((one) => [...before, one])),
    [[]],
  );
}
