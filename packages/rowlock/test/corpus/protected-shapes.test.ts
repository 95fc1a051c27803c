import { describe, expect, test } from "vitest";
import { protectAndCheck } from "./protect-and-check.ts";
import { PROTECTED_SHAPES } from "./protected-shapes.ts";

// Two of them; the others are in the soak tier.
const SHAPES = PROTECTED_SHAPES.filter(({ name }) =>
  ["one user", "members, admins write"].includes(name),
);

describe("protectTables()", () => {
  test.each(SHAPES.map((shape) => [shape.name, shape] as const))(
    "leaves nothing to find and nothing to leak: %s",
    async (_, shape) => {
      const { audit, proof, may } = await protectAndCheck(shape);
      const { leaks, unknown, trusted } = proof;
      expect({ audit, leaks, unknown, trusted }).toEqual({
        audit: [],
        leaks: [],
        unknown: [],
        trusted: true,
      });
      for (const reached of Object.values(may)) expect(reached).toEqual(shape.may);
    },
  );
});
