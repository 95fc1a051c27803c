// The audit of a database by the settings of a project, and of the project's own files.
import type { Project } from "../../config/project.ts";
import type { SqlClient } from "../../database/sql-client.ts";
import { findExposedSecrets } from "../../policy/audit/project/scan-project.ts";
import { ALL_RULES } from "../../policy/audit/rules/all-rules.ts";
import { type AuditReport, runAudit } from "../../policy/audit/run-audit.ts";
import { exposedSchemas, requestRoles } from "./policy-settings.ts";

/** Only reads, on a connection that is in no transaction. @throws CATALOG_UNREADABLE or a PostgresError */
export async function auditProject(client: SqlClient, project: Project): Promise<AuditReport> {
  const secrets = await findExposedSecrets(project.directory);
  return runAudit(client, {
    rules: ALL_RULES,
    exposedSchemas: exposedSchemas(project),
    requestRoles: requestRoles(project),
    config: project.rowlock.policy,
    project: { templates: project.rowlock.clerk.jwt_templates, secrets },
  });
}
