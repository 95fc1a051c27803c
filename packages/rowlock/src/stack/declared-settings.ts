// What rowlock.toml declares of the Clerk instance, as the identity service's settings. Only what is named there: the
// rest stays as the store has it.
import type { RowlockConfig } from "../config/rowlock-config.ts";
import type { IdentityOptions } from "../identity/create-identity.ts";

type Settings = NonNullable<IdentityOptions["settings"]>;

export function declaredSettings({ clerk }: RowlockConfig): Settings {
  const { application, sign_in, restrictions, organization_settings } = clerk;
  const { blocked_country_codes, ...onlyRestrictions } = restrictions;
  return {
    ...given({
      blocked_country_codes,
      supabase_integration: clerk.supabase_integration,
      application_name: application.name,
      support_email: application.support_email,
      home_url: application.home_url,
      logo_url: application.logo_url,
      favicon_url: application.favicon_url,
      sign_up_mode: sign_in.mode,
      username: sign_in.username,
      phone_number: sign_in.phone_number,
      name: sign_in.name,
      social: sign_in.social,
      preferred_sign_in_strategy: sign_in.preferred_strategy,
      delete_self: sign_in.delete_self,
      reverification: sign_in.reverification,
    }),
    theme: given(application.theme ?? {}),
    password: given(sign_in.password ?? {}),
    second_factors: given(sign_in.second_factors ?? {}),
    passkeys: given(sign_in.passkeys ?? {}),
    restrictions: given(onlyRestrictions),
    organizations: given(organization_settings),
  };
}

/** Without what is undefined, which would hide the store's value. */
function given<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Fields;
}
