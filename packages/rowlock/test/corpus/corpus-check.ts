// Runs audit and prove over a database, and says what of it was not as expected.
import pg from "pg";
import type { PolicyConfig } from "../../src/config/policy-config.ts";
import { NO_PROJECT } from "../../src/policy/audit/project-facts.ts";
import { ALL_RULES } from "../../src/policy/audit/rules/all-rules.ts";
import { type AuditReport, runAudit } from "../../src/policy/audit/run-audit.ts";
import type { Proof } from "../../src/policy/prove/proof.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { proveDatabase } from "../proof-lab.ts";
import type { CorpusSchema } from "./read-corpus.ts";

export interface CheckedDatabase {
  /** Ids of rules. */
  readonly audit: readonly string[];
  readonly proof: Proof;
}

export async function checkSchema({
  sql,
  config,
  roles,
  issuers,
  afterwards,
}: CorpusSchema): Promise<CheckedDatabase> {
  const database = await createTestDatabase({ app: true });
  try {
    await database.query(sql);
    return await checkDatabase(database, config, { roles, issuers });
  } finally {
    if (afterwards !== undefined) await database.query(afterwards);
    await database.drop();
  }
}

/** Leaves the proof's rows in the database. */
export async function checkDatabase(
  database: TestDatabase,
  config: PolicyConfig,
  { roles = [], issuers = [] }: Partial<Pick<CorpusSchema, "roles" | "issuers">> = {},
): Promise<CheckedDatabase> {
  const { findings } = await auditDatabase(database, config);
  return {
    audit: [...new Set(findings.map((finding) => finding.id))],
    proof: await proveDatabase(database, {
      config,
      roles: ["anon", "authenticated", ...roles],
      issuers,
    }),
  };
}

export async function auditDatabase(
  database: TestDatabase,
  config: PolicyConfig,
): Promise<AuditReport> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  return runAudit(client, {
    rules: ALL_RULES,
    exposedSchemas: ["public"],
    requestRoles: ["anon", "authenticated"],
    config,
    project: NO_PROJECT,
  }).finally(() => client.end());
}
