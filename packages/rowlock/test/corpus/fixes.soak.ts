// `audit --fix` over every planted defect: what has a fix is gone when it was applied, and prove sees nothing that it
// did not see before.
import { describe, expect, test } from "vitest";
import { renderFixMigration } from "../../src/policy/audit/fix-migration.ts";
import type { Finding } from "../../src/policy/audit/rule.ts";
import type { Proof } from "../../src/policy/prove/proof.ts";
import { createTestDatabase } from "../database.ts";
import { proveDatabase } from "../proof-lab.ts";
import { auditDatabase, checkSchema } from "./corpus-check.ts";
import { type CorpusSchema, readCorpus } from "./read-corpus.ts";

/** A policy is written anew by one finding at a time, so the lesser ones of it wait for the next audit. */
const MAX_ROUNDS = 4;

interface Mended {
  /** Found at first, with a fix. */
  readonly fixable: readonly string[];
  /** What is found in the end. */
  readonly left: readonly Finding[];
  readonly proof: Proof;
}

async function mend({ sql, config }: CorpusSchema): Promise<Mended> {
  const database = await createTestDatabase({ app: true });
  try {
    await database.query(sql);
    let report = await auditDatabase(database, config);
    const fixable = report.findings.filter(({ fix }) => fix !== null).map(nameOf);
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { text } = renderFixMigration(report);
      if (text === "") break;
      await database.query(text);
      report = await auditDatabase(database, config);
    }
    return { fixable, left: report.findings, proof: await proveDatabase(database, { config }) };
  } finally {
    await database.drop();
  }
}

function nameOf({ id, object }: Finding): string {
  return `${id} ${JSON.stringify(object)}`;
}

function leaksOf({ leaks }: Proof): readonly string[] {
  return leaks.map(({ object, verb }) => `${object} ${verb}`);
}

describe("audit --fix", () => {
  test.each(readCorpus("defects").map((schema) => [schema.name, schema] as const))(
    "%s",
    async (_, schema) => {
      const { fixable, left, proof } = await mend(schema);
      if (fixable.length === 0) return;
      const before = leaksOf((await checkSchema(schema)).proof);
      expect({
        notMended: left
          .filter((one) => one.fix !== null || fixable.includes(nameOf(one)))
          .map(nameOf),
        newLeaks: leaksOf(proof).filter((leak) => !before.includes(leak)),
        trusted: proof.trusted,
      }).toEqual({ notMended: [], newLeaks: [], trusted: true });
    },
  );
});
