// Tries one mutant: applies it to its schema, lets the prover look for leaks, and works out apart from the prover
// whether it lets anything more through than the schema did.
import pg from "pg";
import { loadSecurityModel } from "../../src/catalog/security-model.ts";
import {
  type AnalysedRelation,
  analyseDatabase,
  type DatabaseAnalysis,
  qualifiedName,
} from "../../src/policy/analysis/database-analysis.ts";
import { loadSqlParser } from "../../src/policy/expression/parser.ts";
import { PROOF_ROLES } from "../../src/policy/prove/run-proof.ts";
import type { SqlClient } from "../../src/sql/sql-client.ts";
import { createTestDatabase } from "../database.ts";
import { proveDatabase } from "../proof-lab.ts";
import { type Gain, gainOf, names, type SoundTable } from "./gain.ts";
import type { Mutant } from "./mutants.ts";
import type { CorpusSchema } from "./read-corpus.ts";

export interface TriedMutant {
  readonly mutant: Mutant;
  readonly caught: boolean;
  readonly gain: Gain;
}

export async function tryMutant(schema: CorpusSchema, mutant: Mutant): Promise<TriedMutant> {
  const database = await createTestDatabase({ app: true });
  try {
    await database.query(schema.sql);
    const admin = new pg.Client({ connectionString: database.superuserUrl });
    await admin.connect();
    try {
      const { sound, trusted } = soundTable(mutant.table, await analyse(admin, schema));
      await database.query(mutant.sql);
      const proof = await proveDatabase(database, {
        config: schema.config,
        only: [mutant.table],
        // They are the same for every mutant, and the run over the sound schemas makes them.
        withoutControls: true,
      });
      const mutated = tableIn(mutant.table, await analyse(admin, schema));
      const gain = await gainOf(admin, { sound, mutated, trusted });
      return { mutant, caught: proof.leaks.length > 0, gain };
    } finally {
      await admin.end();
    }
  } finally {
    await database.drop();
  }
}

export async function analyse(
  client: SqlClient,
  { config }: CorpusSchema,
): Promise<DatabaseAnalysis> {
  const model = await loadSecurityModel(client, { roles: PROOF_ROLES });
  const parser = await loadSqlParser();
  return analyseDatabase({
    model,
    parser,
    exposedSchemas: ["public"],
    requestRoles: PROOF_ROLES,
    config,
  });
}

function tableIn(name: string, { relations }: DatabaseAnalysis): AnalysedRelation {
  const found = relations.find((relation) => qualifiedName(relation) === name);
  if (found === undefined) throw new Error(`There is no table ${name}`);
  return found;
}

function soundTable(name: string, database: DatabaseAnalysis): SoundTable {
  const sound = tableIn(name, database);
  const owners = sound.ownership.columns.map((owner) => owner.column);
  const others = database.relations.filter(({ oid }) => oid !== sound.oid);
  const asking = others
    .flatMap(({ policies }) => policies.map(({ using, check }) => `${using} ${check}`))
    .filter((text) => names(text, sound.name));
  const trusted = sound.columns
    .map((column) => column.name)
    .filter((column) => !owners.includes(column) && asking.some((text) => names(text, column)));
  return { sound, trusted };
}
