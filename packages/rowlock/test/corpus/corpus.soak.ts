// Audit and prove together over the whole corpus: every planted defect is found, nothing sound is accused.
import { describe, expect, test } from "vitest";
import { checkSchema } from "./corpus-check.ts";
import { readCorpus } from "./read-corpus.ts";

describe.each(["defects", "sound"] as const)("the corpus of %s", (kind) => {
  test.each(readCorpus(kind).map((schema) => [schema.name, schema] as const))(
    "%s",
    async (_, schema) => {
      const { audit, proof } = await checkSchema(schema);
      const found = { audit, prove: proof.leaks.map((leak): string => leak.verb) };
      const missing = (name: "audit" | "prove") =>
        schema.expected[name].filter((expected) => !found[name].includes(expected));
      expect({ audit: missing("audit"), prove: missing("prove") }).toEqual({
        audit: [],
        prove: [],
      });
      if (kind === "sound") {
        expect(found).toEqual(schema.expected);
        const reasons = proof.unknown.filter(({ object }) => !schema.unknown.includes(object));
        expect(reasons).toEqual([]);
        expect(proof.verdict).toBe(schema.unknown.length === 0 ? "proved" : "not proved");
      }
      const told = proof.unknown.map(({ object }) => object);
      expect(schema.unknown.filter((object) => !told.includes(object))).toEqual([]);
      expect(schema.decided.filter((object) => told.includes(object))).toEqual([]);
      expect(proof.trusted).toBe(true);
    },
  );
});
