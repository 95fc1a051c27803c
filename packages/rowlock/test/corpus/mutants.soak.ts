// Every policy of the sound schemas weakened in every small way. What lets more through must be caught by the prover,
// and what it accuses must let more through: the two are worked out apart from each other.
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import type { AnalysedRelation } from "../../src/policy/analysis/database-analysis.ts";
import { createTestDatabase } from "../database.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { type CorpusSchema, readCorpus } from "./read-corpus.ts";
import { analyse, type TriedMutant, tryMutant } from "./try-mutant.ts";

/** Each has a database of its own, and waits for that most of the time. */
const AT_ONCE = 4;

const tried: TriedMutant[] = [];
const seen = new Set<string>();

async function mutantsIn(schema: CorpusSchema): Promise<readonly Mutant[]> {
  const database = await createTestDatabase({ app: true });
  const client = new pg.Client({ connectionString: database.superuserUrl });
  try {
    await database.query(schema.sql);
    await client.connect();
    const { relations } = await analyse(client, schema);
    return relations
      .filter((relation) => relation.exposed && relation.policies.length > 0)
      .filter(isNew)
      .flatMap(mutantsOf);
  } finally {
    await client.end();
    await database.drop();
  }
}

/** Tables that differ only in their names and in columns that no policy mentions are tried once. */
function isNew(relation: AnalysedRelation): boolean {
  const { name, policies, privileges, triggers, constraints, ownership, intent } = relation;
  const owners = ownership.columns.map((owner) => owner.column);
  const facts = [
    policies.map((policy) => ({ ...policy, name: null })),
    [privileges, triggers, intent, ownership.columns],
    relation.columns.filter((column) => owners.includes(column.name)).map((one) => !one.nullable),
    constraints.map(({ kind, columns }) => [kind, kind === "primary" ? null : columns]),
  ];
  const text = [name, ...owners].reduce(
    (all, word, index) => all.replaceAll(word, `name${index}`),
    JSON.stringify(facts),
  );
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}

async function tryAll(schema: CorpusSchema): Promise<readonly TriedMutant[]> {
  const results: TriedMutant[] = [];
  const waiting = (await mutantsIn(schema)).values();
  const tryNext = async () => {
    for (const mutant of waiting) results.push(await tryMutant(schema, mutant));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, tryNext));
  return results;
}

describe("a weakened policy is caught", () => {
  const schemas = readCorpus("sound").filter((schema) => schema.weakened);
  test.each(schemas.map((schema) => [schema.name, schema] as const))(
    "%s",
    async (_, schema) => {
      const results = await tryAll(schema);
      tried.push(...results);
      const named = (kept: (one: TriedMutant) => boolean) =>
        results.filter(kept).map(({ mutant, gain }) => `${mutant.kind}, ${gain}: ${mutant.sql}`);
      expect({
        survivors: named(({ caught, gain }) => !caught && gain === "others"),
        falselyAccused: named(({ caught, gain }) => caught && gain !== "others"),
      }).toEqual({ survivors: [], falselyAccused: [] });
    },
    3_600_000,
  );

  afterAll(() => process.stdout.write(`${listing()}\n`));
});

/** By kind: how many were made, caught and missed, and how many let through nothing that keeps people apart. */
function listing(): string {
  const kinds = [...new Set(tried.map(({ mutant }) => mutant.kind))].sort();
  const heads = ["made", "caught", "missed", "equal", "own", "undeclared"].map((head) =>
    head.padStart(11),
  );
  return [
    `${"kind".padEnd(40)}${heads.join("")}`,
    ...kinds.map((kind) =>
      line(
        kind,
        tried.filter(({ mutant }) => mutant.kind === kind),
      ),
    ),
    line("all", tried),
  ].join("\n");
}

function line(kind: string, all: readonly TriedMutant[]): string {
  const counts = [
    all.length,
    all.filter(({ caught }) => caught).length,
    all.filter(({ caught, gain }) => !caught && gain === "others").length,
    all.filter(({ gain }) => gain === "nothing").length,
    all.filter(({ gain }) => gain === "own").length,
    all.filter(({ gain }) => gain === "undeclared").length,
  ];
  return `${kind.padEnd(40)}${counts.map((count) => String(count).padStart(11)).join("")}`;
}
