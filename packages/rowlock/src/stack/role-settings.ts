// What ALTER ROLE ... SET says of the roles that requests run as: SET ROLE does not apply it, so each transaction does.
import { loadLoginSettings, type RoleConfiguration } from "../catalog/login-settings.ts";
import { withClient } from "../database/pool/with-client.ts";
import type { DatabaseUrls } from "./start-databases.ts";

export interface RoleSettings {
  /** The same map for as long as the stack runs, filled anew by each refresh. */
  readonly current: ReadonlyMap<string, RoleConfiguration>;
  /** @throws DATABASE_UNREACHABLE */
  refresh(): Promise<void>;
}

export function createRoleSettings(
  urls: Pick<DatabaseUrls, "authenticator" | "service">,
): RoleSettings {
  const current = new Map<string, RoleConfiguration>();
  return {
    current,
    async refresh() {
      const logins = [urls.authenticator, urls.service];
      const found = await Promise.all(
        logins.map((url) => withClient(url, (client) => loadLoginSettings(client))),
      );
      current.clear();
      for (const { roles } of found) {
        for (const [role, configuration] of roles) current.set(role, configuration);
      }
    },
  };
}
