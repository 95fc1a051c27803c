import { describe, expect, test } from "vitest";
import { FIRST, positionAfter } from "./row-position.ts";

const page = (
  kind: "columns" | "none",
  cursors: readonly (readonly (string | null)[] | null)[],
) => ({
  rowKey: kind === "none" ? ({ kind } as const) : ({ kind, columns: ["id"] } as never),
  rows: cursors.map((cursor) => ({ cells: [], key: null, cursor }) as never),
});

describe("positionAfter() of rows with a key", () => {
  const shown = page("columns", [["4"], ["5"], ["6"]]);

  test("goes on after the last row that is shown, and back before the first", () => {
    expect(positionAfter(FIRST, { step: "next", page: shown })).toEqual({
      cursor: { direction: "after", values: ["6"] },
      offset: 0,
      last: false,
    });
    expect(positionAfter(FIRST, { step: "previous", page: shown })).toEqual({
      cursor: { direction: "before", values: ["4"] },
      offset: 0,
      last: false,
    });
  });

  test("reaches both ends without a cursor", () => {
    const middle = positionAfter(FIRST, { step: "next", page: shown });
    expect(positionAfter(middle, { step: "first", page: shown })).toEqual(FIRST);
    expect(positionAfter(middle, { step: "last", page: shown })).toEqual({ offset: 0, last: true });
  });

  test("begins anew where the shown page has no rows to go on from", () => {
    const middle = positionAfter(FIRST, { step: "next", page: shown });
    expect(positionAfter(middle, { step: "next", page: page("columns", []) })).toEqual(FIRST);
    expect(positionAfter(middle, { step: "next", page: page("columns", [null]) })).toEqual(FIRST);
  });
});

describe("positionAfter() of rows without a key", () => {
  const shown = page("none", [null, null]);

  test("counts rows, and never below the first", () => {
    const second = positionAfter(FIRST, { step: "next", page: shown });
    expect(second.offset).toBe(100);
    expect(positionAfter(second, { step: "next", page: shown }).offset).toBe(200);
    expect(positionAfter(second, { step: "previous", page: shown })).toEqual(FIRST);
    expect(positionAfter(FIRST, { step: "previous", page: shown })).toEqual(FIRST);
  });
});
