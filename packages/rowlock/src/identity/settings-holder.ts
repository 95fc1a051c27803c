// The settings in memory: stored ones under what the configuration declares. Read at each request, changed in one
// place. The service is the only writer of its database, so what it holds is what is stored.
import { parseSessionClaims } from "../tokens/session/mint-session-token.ts";
import type { ClaimsTemplate } from "../tokens/templates/claims-template.ts";
import type { JsonObject } from "../tokens/verified-token.ts";
import type { SettingsHolder } from "./instance.ts";
import type { Settings, SettingsInput } from "./settings.ts";
import type { IdentityDatabase } from "./store/identity-database.ts";
import { mergeSettings, readSettings, saveSettings } from "./store/instance.ts";

/** @throws TemplateError when the claims of a customized session token can't be used */
export function createSettingsHolder(options: {
  readonly database: IdentityDatabase;
  readonly clock: () => number;
  readonly stored: SettingsInput;
  readonly declared: SettingsInput;
}): SettingsHolder {
  const { database, clock, declared } = options;
  let stored = options.stored;
  let settings = readSettings(stored, declared);
  let claims = parseClaims(settings);

  function parseClaims({ session_token_claims }: Settings): ClaimsTemplate | undefined {
    if (Object.keys(session_token_claims).length === 0) return undefined;
    return parseSessionClaims(session_token_claims as JsonObject);
  }

  return {
    declared: namesOf(declared),
    current: () => settings,
    sessionClaims: () => claims,
    async change(change) {
      const next = mergeSettings(stored, change);
      const nextSettings = readSettings(next, declared);
      const nextClaims = parseClaims(nextSettings);
      await saveSettings(database, { settings: next, now: clock() });
      stored = next;
      settings = nextSettings;
      claims = nextClaims;
      return settings;
    },
  };
}

/** Down to the second level, which is the last one that is changed by itself. */
function namesOf(declared: SettingsInput): readonly string[] {
  return Object.entries(declared).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((inner) => `${name}.${inner}`)
      : [name],
  );
}
