import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

/** Work that writes down when it is under way, and waits to be let go. */
function createWork() {
  const underWay = new Set<string>();
  const seen: string[] = [];
  const release = new Map<string, () => void>();
  return {
    seen,
    work: (name: string) => async () => {
      underWay.add(name);
      seen.push([...underWay].sort().join("+"));
      await new Promise<void>((resolve) => release.set(name, resolve));
      underWay.delete(name);
    },
    async finish(name: string) {
      release.get(name)?.();
      await pause(0);
    },
  };
}

test("as many go at once as there are lanes, and one that goes alone waits for all and keeps the later ones back", async () => {
  const turns = new Turns(2);
  const { seen, work, finish } = createWork();
  const all = [
    turns.inLane(work("a")),
    turns.inLane(work("b")),
    turns.alone(work("c")),
    turns.inLane(work("d")),
  ];
  await pause(0);
  await finish("a");
  expect(seen).toEqual(["a", "a+b"]);
  await finish("b");
  expect(seen).toEqual(["a", "a+b", "c"]);
  await finish("c");
  await finish("d");
  await Promise.all(all);
  expect(seen).toEqual(["a", "a+b", "c", "d"]);
});

test("no two that are under way have the same lane, and work that fails gives its lane back", async () => {
  const turns = new Turns(2);
  const lanes: number[] = [];
  const failing = () =>
    turns.inLane(async (lane) => {
      lanes.push(lane);
      await pause(0);
      throw new Error("no");
    });
  await Promise.all([1, 2, 3, 4].map(() => expect(failing()).rejects.toThrow("no")));
  expect(lanes.slice(0, 2).sort()).toEqual([1, 2]);
  expect(lanes).toHaveLength(4);
  await turns.alone(async () => {});
});
