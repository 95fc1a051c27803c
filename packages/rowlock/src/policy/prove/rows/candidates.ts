// Values worth trying where a check refuses the first: the constants that the check names, numbers around them, and the
// forms that checks usually ask for (addresses, links, codes, lengths).
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import type { MakeValue } from "./row-planner.ts";
import { marker } from "./value-for.ts";

/** In the order in which they are tried. Each makes values for other rows as well. */
export function candidatesFor(
  column: ColumnFacts,
  constants: readonly (string | number | boolean)[],
): readonly MakeValue[] {
  const { baseType } = column;
  if (column.typeKind === "enum") return column.labels.map((label) => () => label);
  if (/^(text|character varying).*\[\]$/.test(baseType)) return lists();
  if (/^(text|character|name|.*citext)/.test(baseType)) return texts(constants);
  if (/^(smallint|integer|bigint|numeric|real|double)/.test(baseType)) return numbers(constants);
  if (baseType === "boolean") return [() => true, () => false];
  if (/^(date|timestamp)/.test(baseType)) return moments(constants);
  if (/^jsonb?$/.test(baseType)) {
    return [() => ({}), () => [], (ordinal) => marker(ordinal), () => 1];
  }
  return [];
}

function texts(constants: readonly (string | number | boolean)[]): readonly MakeValue[] {
  const words = constants.filter((one) => typeof one === "string");
  const lengths = constants.flatMap((one) =>
    typeof one === "number" ? [one, one + 1, one - 1] : [],
  );
  const longest = Math.max(0, ...lengths);
  return [
    (ordinal) => `${marker(ordinal)}@example.com`,
    (ordinal) => `https://example.com/${marker(ordinal)}`,
    (ordinal) => marker(ordinal).toUpperCase(),
    (ordinal) => `${marker(ordinal)}-a`,
    (ordinal) => `/${marker(ordinal)}`,
    (ordinal) => String(7_000_000 + ordinal),
    (ordinal) => `+1555${String(ordinal).padStart(7, "0")}`,
    (ordinal) => `#${ordinal.toString(16).padStart(6, "0")}`,
    ...words.map(
      (word): MakeValue =>
        () =>
          word,
    ),
    ...words.flatMap((word): MakeValue[] => [
      (ordinal) => `${word}${marker(ordinal)}`,
      (ordinal) => `${word.replaceAll(/[%^$*+?()[\]{}|\\]/g, "")}${marker(ordinal)}`,
    ]),
    ...lengths
      .filter((length) => length > 0 && length < 2_000)
      .map(
        (length): MakeValue =>
          (ordinal) =>
            marker(ordinal).padEnd(length, "x").slice(0, length),
      ),
    (ordinal) => marker(ordinal).padEnd(Math.max(longest, 64), "x"),
    (ordinal) => ordinal.toString(36).padStart(2, "a").slice(-2).toUpperCase(),
    (ordinal) => ordinal.toString(36).padStart(3, "a").slice(-3).toUpperCase(),
    (ordinal) => String(1_000 + (ordinal % 9_000)),
    (ordinal) => String(10_000 + (ordinal % 90_000)),
    () => "en",
    () => "US",
    () => "USD",
    () => "",
  ];
}

function lists(): readonly MakeValue[] {
  return [0, 1, 2, 3].map(
    (size): MakeValue =>
      (ordinal) =>
        Array.from({ length: size }, (_, at) => `${marker(ordinal)}${at}`),
  );
}

function numbers(constants: readonly (string | number | boolean)[]): readonly MakeValue[] {
  const named = constants.map(Number).filter((one) => Number.isFinite(one));
  const around = named.flatMap((one) => [one, one + 1, one - 1]);
  const sorted = [...named].sort((a, b) => a - b);
  const middle = sorted.slice(1).map((one, index) => (one + (sorted[index] ?? one)) / 2);
  return [...around, ...middle, ...middle.map(Math.floor), 0, 1, 2, 5, 10, 50, 100, 1_000, -1].map(
    (value): MakeValue =>
      () =>
        value,
  );
}

function moments(constants: readonly (string | number | boolean)[]): readonly MakeValue[] {
  const named = constants.map((one) => Date.parse(String(one))).filter(Number.isFinite);
  const years = [2_000, 2_020, 2_050, 2_095, 1_980];
  const spans = [
    ...named.map((moment) => [moment, moment] as const),
    ...years.map((year) => [Date.UTC(year, 0, 1), Date.UTC(year, 11, 31)] as const),
  ];
  return spans.flatMap(([start, end]): MakeValue[] => [
    (ordinal) => new Date(start + ordinal * 1_000).toISOString(),
    (ordinal) => new Date(end - ordinal * 1_000).toISOString(),
  ]);
}
