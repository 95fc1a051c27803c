// Every policy of the sound schemas weakened in every small way: each must show as a leak.
import pg from "pg";
import { describe, expect, test } from "vitest";
import { createTestDatabase } from "../../../test/database.ts";
import { proveDatabase } from "../../../test/proof-lab.ts";
import { mutantsOf } from "./mutants.ts";
import { readCorpus } from "./read-corpus.ts";

describe("a weakened policy is caught", () => {
  test.each(readCorpus("sound").map((schema) => [schema.name, schema] as const))(
    "%s",
    async (_, schema) => {
      const original = await createTestDatabase({ app: true });
      await original.query(schema.sql);
      const client = new pg.Client({ connectionString: original.ownerUrl });
      await client.connect();
      const mutants = await mutantsOf(client, { openToRead: ["countries"] });
      await client.end();
      await original.drop();
      const survivors: string[] = [];
      for (const mutant of mutants) {
        const database = await createTestDatabase({ app: true });
        try {
          await database.query(schema.sql);
          await database.query(mutant.sql);
          const proof = await proveDatabase(database, { config: schema.config });
          if (proof.leaks.length === 0) survivors.push(mutant.sql);
        } finally {
          await database.drop();
        }
      }
      expect(survivors).toEqual([]);
    },
  );
});
