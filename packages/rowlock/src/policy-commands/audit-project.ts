// `rowlock audit` as one function: the database that is judged, its audit by the project's settings and files, and where
// it is not what the migrations make.

import { loadLoginSettings } from "../catalog/login-settings.ts";
import { serverOf } from "../database/describe-connection-url.ts";
import { withClient } from "../database/pool/with-client.ts";
import { EMBEDDED_LOGINS } from "../database/role-names.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { withOldGrants } from "../policy/audit/old-grants.ts";
import { findExposedSecrets } from "../policy/audit/project/scan-project.ts";
import { ALL_RULES } from "../policy/audit/rules/all-rules.ts";
import { type AuditReport, runAudit } from "../policy/audit/run-audit.ts";
import type { Drift } from "../policy/judged/drift.ts";
import type { Judged } from "../policy/judged/judged.ts";
import { readAppFiles } from "../project/environment/app-files.ts";
import type { OpenedProject } from "../project/open-project.ts";
import type { SqlClient } from "../sql/sql-client.ts";
import { projectApiConfig } from "../stack/data-api/project-api-config.ts";
import { driftOf, type JudgedOptions, withJudgedDatabase } from "./judged-database.ts";
import { JUDGED_BOTH_WAYS, mayBeForOldGrants } from "./old-grants.ts";
import { requestRoles } from "./policy-settings.ts";
import { privateChannels } from "./private-channels.ts";
import { withScratchDatabase } from "./scratch/with-scratch-database.ts";
import { serviceRoleUses } from "./service-role-uses.ts";

export interface AuditProjectOptions extends JudgedOptions {
  /** Any PostgreSQL in place of the project's, by the URL of a login that may read its catalog. */
  readonly databaseUrl?: string | undefined;
}

export interface ProjectAudit {
  readonly judged: Judged;
  readonly drift: readonly Drift[];
  readonly report: AuditReport;
}

/** @throws DATABASE_UNREACHABLE, CATALOG_UNREADABLE, and what starting the cluster or replaying the migrations throws */
export async function auditProject(options: AuditProjectOptions): Promise<ProjectAudit> {
  const { opened, databaseUrl, onJudged } = options;
  const audit = (url: string) => withClient(url, (client) => auditDatabase(client, opened));
  if (databaseUrl !== undefined) {
    const judged: Judged = { kind: "named", server: serverOf(databaseUrl), copied: null };
    onJudged(judged);
    return { judged, drift: [], report: await audit(databaseUrl) };
  }
  const { isOld, ...audited } = await withJudgedDatabase(options, async (database) => ({
    judged: database.judged,
    drift: await driftOf(database, options),
    report: await audit(database.url),
    isOld: await mayBeForOldGrants(database.url, opened),
  }));
  return isOld ? { ...audited, report: await judgeOldGrants(audited.report, options) } : audited;
}

/** The migrations once more, on a replay with the grants that they may have been written for. */
async function judgeOldGrants(
  report: AuditReport,
  { opened, onNotice }: AuditProjectOptions,
): Promise<AuditReport> {
  onNotice(JUDGED_BOTH_WAYS);
  try {
    return await withScratchDatabase({ opened, onNotice, autoExposeNewTables: true }, (scratch) =>
      withClient(scratch.urls.owner, async (client) =>
        withOldGrants(report, await auditDatabase(client, opened)),
      ),
    );
  } catch (error) {
    if (!(error instanceof RowlockError)) throw error;
    const reason = `the migrations can't be replayed, so nothing was judged with the old grants: ${error.message}`;
    return {
      ...report,
      unknown: [...report.unknown, { object: { schema: "public" }, reason, text: "" }],
    };
  }
}

type AuditedProject = Pick<OpenedProject, "project" | "addresses">;

/** Only reads, on a connection that is in no transaction. @throws CATALOG_UNREADABLE or a PostgresError */
export async function auditDatabase(
  client: SqlClient,
  opened: AuditedProject,
): Promise<AuditReport> {
  const { project } = opened;
  const secrets = await findExposedSecrets(project.directory);
  const files = await readAppFiles(project.directory);
  return runAudit(client, {
    rules: ALL_RULES,
    exposedSchemas: await readExposedSchemas(client, opened),
    requestRoles: requestRoles(project),
    config: project.rowlock.policy,
    project: {
      templates: project.rowlock.clerk.jwt_templates,
      secrets,
      serviceRole: serviceRoleUses(files),
      privateChannels: privateChannels(files),
    },
  });
}

/** As the project's Data API would show them over this database. */
async function readExposedSchemas(
  client: SqlClient,
  opened: AuditedProject,
): Promise<readonly string[]> {
  const readConfig = projectApiConfig(opened);
  const login = EMBEDDED_LOGINS.authenticator;
  const { settings } = await loadLoginSettings(client, { login });
  try {
    return readConfig(settings).api.dbSchemas;
  } catch {
    // What is not valid does not count, as in the Data API itself.
    return readConfig().api.dbSchemas;
  }
}
