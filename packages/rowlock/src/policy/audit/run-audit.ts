// `rowlock audit`: reads the catalog, measures, asks every rule, and gives findings as data.
// Guarantee: the database is only read; what could not be judged is listed as unknown, never left out.
import { isTable } from "../../catalog/parts/relations.ts";
import { loadSecurityModel } from "../../catalog/security-model.ts";
import type { PolicyConfig } from "../../config/policy-config.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { analyseDatabase } from "../analysis/database-analysis.ts";
import { loadSqlParser } from "../expression/parser.ts";
import { measurePerRow } from "./measure/per-row.ts";
import type { ProjectFacts } from "./project-facts.ts";
import { type AuditSubject, type Finding, LEVELS, type Rule } from "./rule.ts";
import { findUnknowns, type Unknown } from "./unknowns.ts";

export interface AuditReport {
  /** The gravest first. */
  readonly findings: readonly Finding[];
  readonly unknown: readonly Unknown[];
  /** What was looked at. */
  readonly checked: {
    readonly schemas: readonly string[];
    readonly tables: number;
    readonly policies: number;
    readonly rules: number;
  };
}

export interface AuditOptions {
  readonly rules: readonly Rule[];
  readonly exposedSchemas: readonly string[];
  /** The roles that a person's request may run as: anon, authenticated and configured ones. */
  readonly requestRoles: readonly string[];
  readonly config: PolicyConfig;
  readonly project: ProjectFacts;
}

/** Audits on a connection that is in no transaction. @throws CATALOG_UNREADABLE */
export async function runAudit(client: SqlClient, options: AuditOptions): Promise<AuditReport> {
  const subject = await loadAuditSubject(client, options);
  const findings = options.rules.flatMap((rule) => findingsOf(rule, subject));
  const served = subject.relations.filter((relation) => relation.exposed);
  return {
    findings: findings.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)),
    unknown: findUnknowns(subject),
    checked: {
      schemas: options.exposedSchemas,
      tables: served.filter((relation) => isTable(relation)).length,
      policies: served.reduce((count, relation) => count + relation.policies.length, 0),
      rules: options.rules.length,
    },
  };
}

async function loadAuditSubject(client: SqlClient, options: AuditOptions): Promise<AuditSubject> {
  const { exposedSchemas, requestRoles, config, project } = options;
  const model = await loadSecurityModel(client, { roles: requestRoles });
  const parser = await loadSqlParser();
  const database = analyseDatabase({ model, parser, exposedSchemas, requestRoles, config });
  const guarded = database.relations.filter((relation) => relation.exposed);
  const measured = await measurePerRow(client, guarded, database);
  return { ...database, ...measured, project };
}

function findingsOf(rule: Rule, subject: AuditSubject): readonly Finding[] {
  return [...rule.check(subject)].map((found) => ({
    ...found,
    id: rule.id,
    level: found.level ?? rule.level,
    why: rule.why,
    fix: found.fix ?? null,
    docs: `docs/audit/${rule.id}.md`,
  }));
}
