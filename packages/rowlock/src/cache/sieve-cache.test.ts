import fc from "fast-check";
import { expect, test } from "vitest";
import { createSieveCache } from "./sieve-cache.ts";

test("createSieveCache() lets what is used stay, and the oldest unused go", () => {
  const cache = createSieveCache<number>(3);
  for (const [index, key] of ["a", "b", "c"].entries()) cache.set(key, index);
  cache.get("a");
  cache.set("d", 3);
  expect([cache.get("a"), cache.get("b"), cache.get("c"), cache.get("d")]).toEqual([
    0,
    undefined,
    2,
    3,
  ]);
});

test("createSieveCache() with no room keeps nothing", () => {
  const cache = createSieveCache<number>(0);
  cache.set("a", 1);
  expect(cache.get("a")).toBeUndefined();
});

test("createSieveCache() never grows past its bound, and never gives another key's value", () => {
  const key = fc.integer({ min: 0, max: 12 }).map(String);
  const step = fc.tuple(fc.constantFrom("get", "set", "delete"), key);
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 200 }),
      fc.integer({ min: 1, max: 6 }),
      (steps, capacity) => {
        const cache = createSieveCache<string>(capacity);
        for (const [verb, name] of steps) {
          if (verb === "set") cache.set(name, `value of ${name}`);
          else if (verb === "delete") cache.delete(name);
          else expect([undefined, `value of ${name}`]).toContain(cache.get(name));
          expect(cache.size).toBeLessThanOrEqual(capacity);
          if (verb === "set") expect(cache.get(name)).toBe(`value of ${name}`);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test("createSieveCache() keeps what is used through any number of others, and nothing once it was cleared", () => {
  const cache = createSieveCache<number>(3);
  for (let index = 0; index < 100; index += 1) {
    cache.set(`k${index}`, index);
    expect(cache.get("k0")).toBe(0);
    expect(cache.size).toBeLessThanOrEqual(3);
  }
  expect(cache.get("k50")).toBeUndefined();
  expect(cache.get("k99")).toBe(99);
  cache.clear();
  expect([cache.size, cache.get("k0")]).toEqual([0, undefined]);
  cache.set("a", 1);
  expect(cache.get("a")).toBe(1);
});
