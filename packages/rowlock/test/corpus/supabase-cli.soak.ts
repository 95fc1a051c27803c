// What `protect` and `audit --fix` write applies with the Supabase CLI, and comes to the same there.
import pg from "pg";
import { describe, expect, test } from "vitest";
import { loadSecurityModel, type SecurityModel } from "../../src/catalog/security-model.ts";
import { renderFixMigration } from "../../src/policy/audit/fix-migration.ts";
import { NO_PROJECT } from "../../src/policy/audit/project-facts.ts";
import { ALL_RULES } from "../../src/policy/audit/rules/all-rules.ts";
import { runAudit } from "../../src/policy/audit/run-audit.ts";
import { protectTables } from "../../src/policy/protect/protect-tables.ts";
import { readProtectShape } from "../../src/policy/protect/shape.ts";
import { PROOF_ROLES } from "../../src/policy/prove/run-proof.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { PROTECTED_SHAPES, UNPROTECTED } from "./protected-shapes.ts";
import { readCorpus } from "./read-corpus.ts";
import { pushMigrations, SUPABASE_CLI } from "./supabase-cli.ts";

async function withDatabase<T>(work: (database: TestDatabase, client: pg.Client) => Promise<T>) {
  const database = await createTestDatabase({ app: true });
  const client = new pg.Client({ connectionString: database.ownerUrl });
  try {
    await client.connect();
    return await work(database, client);
  } finally {
    await client.end();
    await database.drop();
  }
}

/** Without object ids and without what the CLI keeps for itself. */
async function modelOf(client: pg.Client): Promise<unknown> {
  const { relations, routines }: SecurityModel = await loadSecurityModel(client, {
    roles: PROOF_ROLES,
  });
  const own = [...relations, ...routines].filter(({ schema }) => schema !== "supabase_migrations");
  const text = JSON.stringify(own, (name, value: unknown) =>
    ["oid", "relation", "target", "parents", "sources", "routine", "position"].includes(name)
      ? undefined
      : value,
  );
  return JSON.parse(text);
}

/** The same migration by the CLI and by ourselves. */
async function expectSame(before: string, migration: string): Promise<void> {
  const pushed = await withDatabase(async (database, client) => {
    await pushMigrations(database.ownerUrl, [before, migration]);
    return modelOf(client);
  });
  const applied = await withDatabase(async (database, client) => {
    await database.query(before);
    await database.query(migration);
    return modelOf(client);
  });
  expect(pushed).toEqual(applied);
}

describe.skipIf(SUPABASE_CLI === undefined)("supabase db push", () => {
  test.each(PROTECTED_SHAPES.map((shape) => [shape.name, shape] as const))(
    "takes what protect writes: %s",
    async (_, { tables, words, before = "" }) => {
      const start = `${UNPROTECTED}${before}`;
      const { migration } = await withDatabase(async (database, client) => {
        await database.query(start);
        return protectTables(client, tables, readProtectShape(words));
      });
      await expectSame(start, migration);
    },
  );

  test.each(readCorpus("defects").map((schema) => [schema.name, schema] as const))(
    "takes what audit --fix writes: %s",
    async (_, { sql, config }) => {
      const { text } = await withDatabase(async (database, client) => {
        await database.query(sql);
        const report = await runAudit(client, {
          rules: ALL_RULES,
          exposedSchemas: ["public"],
          requestRoles: PROOF_ROLES,
          config,
          project: NO_PROJECT,
        });
        return renderFixMigration(report);
      });
      if (text !== "") await expectSame(sql, text);
    },
  );
});
