// Runs audit and prove over one schema of the corpus, and says what of it was not as expected.
import pg from "pg";
import { createTestDatabase } from "../../../test/database.ts";
import { proveDatabase } from "../../../test/proof-lab.ts";
import { NO_PROJECT } from "../audit/project-facts.ts";
import { ALL_RULES } from "../audit/rules/all-rules.ts";
import { runAudit } from "../audit/run-audit.ts";
import type { CorpusSchema } from "./read-corpus.ts";

export interface CorpusResult {
  /** Ids of rules. */
  readonly audit: readonly string[];
  /** Verbs in which something leaked, with the object. */
  readonly prove: readonly string[];
  readonly unknown: readonly string[];
  readonly trusted: boolean;
}

export async function checkSchema({ sql, config }: CorpusSchema): Promise<CorpusResult> {
  const database = await createTestDatabase({ app: true });
  try {
    await database.query(sql);
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const { findings } = await runAudit(client, {
      rules: ALL_RULES,
      exposedSchemas: ["public"],
      requestRoles: ["anon", "authenticated"],
      config,
      project: NO_PROJECT,
    }).finally(() => client.end());
    const proof = await proveDatabase(database, { config });
    return {
      audit: [...new Set(findings.map((finding) => finding.id))],
      prove: proof.leaks.map((leak) => leak.verb),
      unknown: proof.unknown.map(({ object, reason }) => `${object}: ${reason}`),
      trusted: proof.trusted,
    };
  } finally {
    await database.drop();
  }
}
