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
import { isOwned } from "../../src/policy/analysis/ownership.ts";
import { loadSqlParser } from "../../src/policy/expression/parser.ts";
import { CLERK_CAST } from "../../src/policy/prove/cast.ts";
import { PROOF_ROLES } from "../../src/policy/prove/run-proof.ts";
import type { SqlClient } from "../../src/sql/sql-client.ts";
import type { JsonObject } from "../../src/tokens/verified-token.ts";
import { createTestDatabase } from "../database.ts";
import { proveDatabase } from "../proof-lab.ts";
import { type Decision, decisionsOf } from "./decisions.ts";
import type { Mutant } from "./mutants.ts";
import type { CorpusSchema } from "./read-corpus.ts";
import { rowDomainOf } from "./row-domain.ts";

/**
 * What a mutant lets through beyond its schema. `nothing`: it decides the same of every row, or less. `own`: more, but
 * only with rows that are the caller's own, in a table whose owners are meant to do everything. `undeclared`: it reads or
 * adds to a table that belongs to nobody, or reads rows that were shown to everybody signed in, and nothing is declared:
 * there is no isolation of people to break.
 */
export type Gain = "nothing" | "own" | "undeclared" | "others";

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
      const sound = await tableIn(admin, mutant.table, schema);
      await database.query(mutant.sql);
      const proof = await proveDatabase(database, {
        config: schema.config,
        only: [mutant.table],
        // They are the same for every mutant, and the run over the sound schemas makes them.
        withoutControls: true,
      });
      const gain = await gainOf(admin, sound, await tableIn(admin, mutant.table, schema));
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

async function tableIn(
  client: SqlClient,
  name: string,
  schema: CorpusSchema,
): Promise<AnalysedRelation> {
  const { relations } = await analyse(client, schema);
  const found = relations.find((relation) => qualifiedName(relation) === name);
  if (found === undefined) throw new Error(`${schema.name} has no table ${name}`);
  return found;
}

async function gainOf(
  client: SqlClient,
  sound: AnalysedRelation,
  mutated: AnalysedRelation,
): Promise<Gain> {
  const texts = [sound, mutated].flatMap(({ policies }) =>
    policies.map(({ using, check }) => `${using} ${check}`),
  );
  const names = sound.columns.map((column) => column.name);
  const mentioned = names.filter((name) =>
    texts.some((text) => new RegExp(`(^|\\W)${name}(\\W|$)`).test(text)),
  );
  const domain = await rowDomainOf(client, sound, new Set(mentioned));
  const before = await decisionsOf(client, sound, domain);
  const after = await decisionsOf(client, mutated, domain);
  const more = [...after].flatMap(([key, decision]) => (before.has(key) ? [] : [decision]));
  if (more.length === 0) return "nothing";
  const shown = new Set(
    [...before.values()].flatMap((one) => (one.verb === "select" ? rowKey(one, one.before) : [])),
  );
  const rest = more.filter((decision) => !isOwn(decision, sound, shown));
  if (rest.length === 0) return "own";
  return rest.every((decision) => isUndeclared(decision, sound, shown)) ? "undeclared" : "others";
}

function rowKey({ actor }: Decision, row: JsonObject): string {
  return `${actor.name} ${JSON.stringify(row)}`;
}

/** `shown` are the rows that the sound schema shows to each caller: of a table of groups, those of their own groups. */
function isOwn(
  decision: Decision,
  { ownership, intent, constraints }: AnalysedRelation,
  shown: ReadonlySet<string>,
): boolean {
  const { actor, verb, before, after } = decision;
  const users = new Set(ownership.columns.map((owner) => owner.column));
  const isMembership = constraints.some(
    (one) =>
      one.kind === "primary" &&
      one.columns.length > 1 &&
      one.columns.some((name) => users.has(name)),
  );
  const { person } = actor;
  const meant = verb === "select" ? intent?.read : intent?.write;
  if (person === null || (meant ?? "owner") !== "owner" || ownership.columns.length === 0) {
    return false;
  }
  // Who writes a membership of their own gets at the group's rows.
  if (verb !== "select" && isMembership) return false;
  return ownership.columns.every(({ column, kind }) => {
    if (kind === "group" && (intent?.read ?? "owner") === "owner") {
      return shown.has(rowKey(decision, before)) && shown.has(rowKey(decision, after));
    }
    const organization = person.organization?.id;
    const own = {
      user: person.userId,
      organization,
      either: organization ?? person.userId,
      group: undefined,
      // Their tokens are none of this cast's: such schemas are not weakened.
      tenant: undefined,
    }[kind];
    return own !== undefined && before[column] === own && after[column] === own;
  });
}

function isUndeclared(
  decision: Decision,
  { ownership, intent }: AnalysedRelation,
  shown: ReadonlySet<string>,
): boolean {
  const { verb, before } = decision;
  if (intent !== undefined) return false;
  if (!isOwned(ownership)) return verb === "select" || verb === "insert";
  const people = CLERK_CAST.actors.filter((actor) => actor.person !== null);
  return (
    verb === "select" && people.every((actor) => shown.has(rowKey({ ...decision, actor }, before)))
  );
}
