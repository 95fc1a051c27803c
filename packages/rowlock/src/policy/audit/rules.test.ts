// Every rule against its own cases, on a real PostgreSQL; and every rule's page in step with them.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, testMajor } from "../../../test/database.ts";
import { EMPTY_SCHEMA, type RuleCase, type RuleCases } from "../../../test/rule-case.ts";
import { NO_PROJECT } from "./project-facts.ts";
import { renderRulePage } from "./rule-page.ts";
import { ALL_RULES } from "./rules/all-rules.ts";
import { runAudit } from "./run-audit.ts";

const CASES = new Map<string, RuleCases>();
for (const { id } of ALL_RULES) {
  const module: { readonly cases: RuleCases } = await import(
    `../../../test/audit-cases/${id}.cases.ts`
  );
  CASES.set(id, module.cases);
}
const casesOf = (id: string) => CASES.get(id)!;
/** Those that the server under test can have. */
const triable = (cases: readonly RuleCase[]) =>
  cases.filter(({ fromMajor = 0 }) => testMajor() >= fromMajor);

describe("audit rules", () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase({ app: true });
    const superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query(`create extension postgres_fdw with schema extensions;
      grant usage on foreign data wrapper postgres_fdw to postgres`);
    await superuser.end();
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function audit(one: RuleCase) {
    const roles = one.roles ?? [];
    try {
      if (one.sql !== undefined) await client.query(one.sql);
      return await runAudit(client, {
        rules: ALL_RULES,
        exposedSchemas: ["public"],
        requestRoles: ["anon", "authenticated", ...roles],
        config: { tables: {}, functions: {}, ...one.config },
        project: { ...NO_PROJECT, ...one.project },
      });
    } finally {
      await client.query(EMPTY_SCHEMA);
      for (const role of roles) await client.query(`drop role if exists ${role}`);
    }
  }

  test("each rule has cases that must fire and cases that must not", () => {
    for (const { id } of ALL_RULES) {
      expect(casesOf(id).invalid.length, id).toBeGreaterThan(0);
      expect(casesOf(id).valid.length, id).toBeGreaterThan(0);
    }
    expect(new Set(ALL_RULES.map((rule) => rule.id)).size).toBe(ALL_RULES.length);
  });

  test("the overview names only rules that are there", async () => {
    const path = new URL("../../../../../docs/audit/README.md", import.meta.url);
    const rows = (await readFile(path, "utf8")).split("\n").filter((line) => /^\| \d/.test(line));
    const named = rows.flatMap((row) => [...row.matchAll(/`([\w-]+)`/g)].map((match) => match[1]));
    expect(named.length).toBeGreaterThan(rows.length);
    expect(named.filter((id) => !CASES.has(id!))).toEqual([]);
  });

  for (const rule of ALL_RULES) {
    test.each(triable(casesOf(rule.id).invalid))(`${rule.id} reports: $name`, async (one) => {
      const { findings } = await audit(one);
      const own = findings.filter((finding) => finding.id === rule.id);
      expect(own.length, JSON.stringify(findings.map((finding) => finding.id))).toBeGreaterThan(0);
    });

    test.each(triable(casesOf(rule.id).valid))(`${rule.id} leaves alone: $name`, async (one) => {
      const { findings } = await audit(one);
      expect(findings.filter((finding) => finding.id === rule.id)).toEqual([]);
    });

    test(`${rule.id} has a page that is in step`, async () => {
      const cases = casesOf(rule.id);
      const path = fileURLToPath(
        new URL(`../../../../../docs/audit/${rule.id}.md`, import.meta.url),
      );
      await expect(renderRulePage(rule, cases)).toMatchFileSnapshot(path);
    });
  }
});
