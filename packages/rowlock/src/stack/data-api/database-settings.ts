// What ALTER ROLE ... SET says of a project's Data API (`pgrst.*` of the login `authenticator`) and of the roles that
// requests run as: SET ROLE does not apply it, so each transaction does.
import { type LoginSettings, loadLoginSettings } from "../../catalog/login-settings.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { EMBEDDED_LOGINS } from "../../database/role-names.ts";
import type { DatabaseUrls } from "../start-databases.ts";

/** @throws DATABASE_UNREACHABLE */
export async function loadProjectSettings({
  authenticator,
  service,
}: Pick<DatabaseUrls, "authenticator" | "service">): Promise<LoginSettings> {
  // Migrations name hosted's login, also where the login that is used has another name.
  const login = EMBEDDED_LOGINS.authenticator;
  const [people, own] = await Promise.all([
    withClient(authenticator, (client) => loadLoginSettings(client, { login })),
    withClient(service, (client) => loadLoginSettings(client)),
  ]);
  return { settings: people.settings, roles: new Map([...people.roles, ...own.roles]) };
}
