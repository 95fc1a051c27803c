// Audit and prove together over the whole corpus: every planted defect is found, nothing sound is accused.
import { describe, expect, test } from "vitest";
import { checkSchema } from "./corpus-check.ts";
import { readCorpus } from "./read-corpus.ts";

describe.each(["defects", "sound"] as const)("the corpus of %s", (kind) => {
  test.each(readCorpus(kind).map((schema) => [schema.name, schema] as const))(
    "%s",
    async (_, schema) => {
      const found = await checkSchema(schema);
      const missing = (name: "audit" | "prove") =>
        schema.expected[name].filter((expected) => !found[name].includes(expected));
      expect({ audit: missing("audit"), prove: missing("prove") }).toEqual({
        audit: [],
        prove: [],
      });
      if (kind === "sound") {
        expect({ audit: found.audit, prove: found.prove }).toEqual(schema.expected);
      }
      expect(found.trusted).toBe(true);
    },
  );
});
