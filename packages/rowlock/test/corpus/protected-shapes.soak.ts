// What `protect` writes, in every shape: no finding of the audit, no leak, nothing unknown, and those who are meant to
// can do what they are meant to.
import { describe, expect, test } from "vitest";
import { protectAndCheck } from "./protect-and-check.ts";
import { PROTECTED_SHAPES } from "./protected-shapes.ts";

describe("a protected table holds what was asked for", () => {
  test.each(PROTECTED_SHAPES.map((shape) => [shape.name, shape] as const))(
    "%s",
    async (_, shape) => {
      const { audit, proof, may } = await protectAndCheck(shape);
      expect({ audit, leaks: proof.leaks, unknown: proof.unknown }).toEqual({
        audit: [],
        leaks: [],
        unknown: [],
      });
      expect(proof.trusted).toBe(true);
      for (const reached of Object.values(may)) expect(reached).toEqual(shape.may);
    },
  );
});
