import { expect, test } from "vitest";
import { judgeLoad } from "./insert-load.ts";

function rowsOf(batch: number, parts: number) {
  return Array.from({ length: parts }, (_, part) => ({ batch, part }));
}

// The judge of the chaos runs, broken on purpose: a judge that finds nothing would be green for ever.
test("judgeLoad() finds a lost batch and a half one, and takes an unacknowledged one", () => {
  const acknowledged = new Set([1, 2, 3]);
  const rows = [...rowsOf(1, 3), ...rowsOf(3, 2), ...rowsOf(4, 3)];
  expect(judgeLoad({ acknowledged }, rows)).toEqual({ acknowledged: 3, lost: [2], halved: [3] });
});
