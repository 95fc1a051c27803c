// Protects tables in a database of their own, audits and proves what came of it against the intent that `protect`
// declares, and says what each actor could do.
import pg from "pg";
import { policyConfigSchema } from "../../src/config/policy-config.ts";
import { protectTables } from "../../src/policy/protect/protect-tables.ts";
import { intentOf, readProtectShape } from "../../src/policy/protect/shape.ts";
import type { ProofVerb } from "../../src/policy/prove/attempts/attempt.ts";
import type { Proof } from "../../src/policy/prove/proof.ts";
import { createTestDatabase } from "../database.ts";
import { type CheckedDatabase, checkDatabase } from "./corpus-check.ts";
import { type ProtectedShape, UNPROTECTED } from "./protected-shapes.ts";

export interface ProtectedCheck extends CheckedDatabase {
  /** By table as `schema.name`: who succeeded with each verb on what is their own. */
  readonly may: Readonly<Record<string, ProtectedShape["may"]>>;
}

export async function protectAndCheck({
  tables,
  words,
  before = "",
}: ProtectedShape): Promise<ProtectedCheck> {
  const database = await createTestDatabase({ app: true });
  try {
    await database.query(`${UNPROTECTED}${before}`);
    const shape = readProtectShape(words);
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const protection = await protectTables(client, tables, shape).finally(() => client.end());
    await database.query(protection.migration);
    const intent = intentOf(shape);
    const config = policyConfigSchema.parse({
      tables: Object.fromEntries(protection.tables.map((table) => [table, intent])),
    });
    const checked = await checkDatabase(database, config);
    const may = protection.tables.map((table) => [table, allowedIn(checked.proof, table)] as const);
    return { ...checked, may: Object.fromEntries(may) };
  } finally {
    await database.drop();
  }
}

function allowedIn({ cells }: Proof, table: string): ProtectedShape["may"] {
  const who = (verb: ProofVerb) => [
    ...new Set(
      cells
        .filter((cell) => cell.object === table && cell.verb === verb && cell.outcome === "allowed")
        // The same person with another form of their token may what they may.
        .map((cell) => cell.actor.replace(/ with .*/, "")),
    ),
  ];
  return {
    read: who("read"),
    insert: who("insert"),
    update: who("update"),
    delete: who("delete"),
  };
}
