// What the SDKs' components are told of the instance: honestly what is offered (email, password, codes, organizations,
// what the settings switch on) and that the rest (billing) is off, so that no component shows a
// way that leads nowhere. All addresses are relative to the app or on this machine.
import { providerName } from "../../config/social-providers.ts";
import type { Addresses } from "../addresses.ts";
import { phonePresence, type Settings } from "../settings.ts";
import { supportedIdentifiers } from "./sign-in.ts";

export interface EnvironmentSource {
  /** The instance's. */
  readonly id: string;
  readonly addresses: Addresses;
  readonly settings: Settings;
}

export function environmentJson(instance: EnvironmentSource) {
  const { settings } = instance;
  return {
    object: "environment",
    id: instance.id,
    auth_config: {
      object: "auth_config",
      id: `aconf_${instance.id.slice(4)}`,
      ...requirements(settings),
      single_session_mode: settings.single_session_mode,
      claimed_at: null,
      reverification: settings.reverification,
      preferred_channels: null,
      session_minter: false,
      enhanced_email_deliverability: false,
      test_mode: settings.test_mode,
      url_based_session_syncing: true,
      native_settings: {
        object: "native_settings",
        api_enabled: true,
        trusted_device_sign_in_enabled: false,
        trusted_device_enrollment_prompt_after_sign_in_enabled: false,
        trusted_device_enrollment_prompt_after_sign_up_enabled: false,
      },
    },
    display_config: displayConfig(instance),
    user_settings: userSettings(instance),
    organization_settings: {
      enabled: settings.organizations.enabled,
      max_allowed_memberships: settings.organizations.max_allowed_memberships,
      force_organization_selection: settings.organizations.force_selection,
      actions: { admin_delete: settings.organizations.admin_delete_enabled },
      domains: {
        enabled: settings.organizations.domains_enabled,
        enrollment_modes: settings.organizations.domains_enrollment_modes,
        default_role: settings.organizations.domains_default_role,
      },
      creator_role: settings.organizations.creator_role,
      slug: { disabled: settings.organizations.slug_disabled },
      organization_creation_defaults: { enabled: false },
    },
    commerce_settings: {
      billing: {
        stripe_publishable_key: null,
        organization: { enabled: false, has_paid_plans: false },
        user: { enabled: false, has_paid_plans: false },
      },
    },
    api_keys_settings: {
      enabled: false,
      user_api_keys_enabled: false,
      orgs_api_keys_enabled: false,
    },
    protect_config: { object: "protect_config", id: `pconf_${instance.id.slice(4)}` },
    maintenance_mode: false,
    client_debug_mode: false,
    partitioned_cookies: false,
  } as const;
}

function displayConfig({ id, addresses, settings }: EnvironmentSource) {
  return {
    object: "display_config",
    id: `display_config_${id.slice(4)}`,
    instance_environment_type: addresses.production ? "production" : "development",
    application_name: settings.application_name,
    support_email: settings.support_email ?? "",
    branded: false,
    theme: themeOf(settings),
    preferred_sign_in_strategy: settings.preferred_sign_in_strategy,
    logo_image_url: settings.logo_url,
    logo_url: settings.logo_url,
    logo_image: imageJson(settings.logo_url),
    logo_link_url: "/",
    favicon_image_url: settings.favicon_url,
    favicon_url: settings.favicon_url,
    favicon_image: imageJson(settings.favicon_url),
    experimental_force_oauth_first: false,
    clerk_js_version: null,
    home_url: "/",
    sign_in_url: `${addresses.app}/sign-in`,
    sign_up_url: `${addresses.app}/sign-up`,
    user_profile_url: `${addresses.app}/user`,
    after_sign_in_url: "/",
    after_sign_up_url: "/",
    after_sign_out_one_url: "/",
    after_sign_out_all_url: "/",
    after_switch_session_url: "/",
    organization_profile_url: `${addresses.app}/organization`,
    create_organization_url: `${addresses.app}/create-organization`,
    after_leave_organization_url: "/",
    after_create_organization_url: "/",
    waitlist_url: `${addresses.app}/waitlist`,
    oauth_consent_url: `${addresses.app}/oauth-consent`,
    after_join_waitlist_url: "",
    terms_url: "",
    privacy_policy_url: "",
    captcha_public_key: null,
    captcha_public_key_invisible: null,
    captcha_widget_type: null,
    captcha_provider: "turnstile",
    captcha_oauth_bypass: [],
    show_devmode_warning: false,
    google_one_tap_client_id: null,
    help_url: null,
  } as const;
}

/** A picture by its address, in the form that older SDKs read. */
function imageJson(url: string | null) {
  return url === null
    ? null
    : { object: "image", id: "img_of_instance", name: "", public_url: url };
}

function themeOf({ theme }: Settings) {
  return {
    ...THEME,
    general: {
      ...THEME.general,
      color: theme.color,
      background_color: theme.background_color,
      font_color: theme.font_color,
    },
  } as const;
}

const THEME = {
  general: {
    color: "#6c47ff",
    padding: "1em",
    box_shadow: "0 2px 8px rgba(0, 0, 0, 0.2)",
    font_color: "#151515",
    font_family: "system-ui, sans-serif",
    border_radius: "0.5em",
    background_color: "#ffffff",
    label_font_weight: "600",
  },
  buttons: { font_color: "#ffffff", font_family: "system-ui, sans-serif", font_weight: "600" },
  accounts: { background_color: "#ffffff" },
} as const;

interface AttributeOptions {
  readonly secondFactors?: readonly string[];
  readonly presence: "off" | "optional" | "required";
  readonly firstFactors?: readonly string[];
  readonly verifications?: readonly string[];
  readonly identifies?: boolean;
}

function attribute({ presence, ...options }: AttributeOptions) {
  const verifications = options.verifications ?? [];
  const secondFactors = options.secondFactors ?? [];
  return {
    enabled: presence !== "off",
    required: presence === "required",
    immutable: false,
    used_for_first_factor: presence !== "off" && options.identifies === true,
    first_factors: presence === "off" ? [] : (options.firstFactors ?? []),
    used_for_second_factor: secondFactors.length > 0,
    second_factors: secondFactors,
    verifications,
    verify_at_sign_up: verifications.length > 0,
  };
}

/** The same settings in the words of the older part of the environment. */
function requirements(settings: Settings) {
  const { password, name, username, phone_number } = settings;
  const spoken = { off: "off", optional: "on", required: "required" } as const;
  return {
    first_name: spoken[name],
    last_name: spoken[name],
    email_address: spoken[settings.email_address],
    phone_number: spoken[phonePresence(settings)],
    username: spoken[username],
    password: password.required ? "required" : "on",
    identification_requirements: [
      [
        ...(settings.email_address === "required" ? ["email_address"] : []),
        ...(phone_number === "required" ? ["phone_number"] : []),
        ...(username === "required" ? ["username"] : []),
      ],
    ],
    identification_strategies: supportedIdentifiers(settings),
    first_factors: [
      "password",
      "email_code",
      "reset_password_email_code",
      ...(phone_number === "off" ? [] : ["phone_code", "reset_password_phone_code"]),
      ...(settings.passkeys.enabled ? ["passkey"] : []),
      "ticket",
    ],
    second_factors: [
      ...(settings.second_factors.phone_code ? ["phone_code"] : []),
      ...(settings.second_factors.totp ? ["totp"] : []),
      ...(settings.second_factors.backup_code ? ["backup_code"] : []),
    ],
    email_address_verification_strategies: ["email_code"],
  } as const;
}

const OFF = attribute({ presence: "off" });

function secondFactor(strategy: string, offered: boolean) {
  return offered ? attribute({ presence: "optional", secondFactors: [strategy] }) : OFF;
}

/** Numbers that are for a second factor alone identify nobody. */
function phoneNumber(settings: Settings) {
  const presence = phonePresence(settings);
  if (presence === "off") return OFF;
  const identifies = settings.phone_number !== "off";
  return attribute({
    presence,
    identifies,
    firstFactors: identifies ? ["phone_code"] : [],
    secondFactors: settings.second_factors.phone_code ? ["phone_code"] : [],
    verifications: ["phone_code"],
  });
}

/** The providers that are on. Of those that the components know, they take name and picture from themselves. */
function socialSettings({ addresses, settings }: EnvironmentSource) {
  const entries = settings.social.map((strategy) => [
    strategy,
    {
      enabled: true,
      required: false,
      authenticatable: true,
      block_email_subaddresses: false,
      strategy,
      not_selectable: false,
      deprecated: false,
      name: providerName(strategy),
      logo_url: `${addresses.app}/static/${strategy.slice("oauth_".length)}.svg`,
    },
  ]);
  return Object.fromEntries(entries);
}

function restrictionSettings({ restrictions }: Settings) {
  return {
    allowlist: { enabled: restrictions.allowlist },
    blocklist: { enabled: restrictions.blocklist },
    allowlist_blocklist_disabled_on_sign_in: {
      enabled: restrictions.allowlist_blocklist_disabled_on_sign_in,
    },
    block_email_subaddresses: { enabled: restrictions.block_email_subaddresses },
    block_disposable_email_domains: {
      enabled: restrictions.block_disposable_email_domains,
    },
  } as const;
}

function userSettings(instance: EnvironmentSource) {
  const { settings } = instance;
  const { password, passkeys } = settings;
  const { totp, phone_code } = settings.second_factors;
  return {
    attributes: {
      email_address: attribute({
        presence: settings.email_address,
        identifies: true,
        firstFactors: ["email_code"],
        verifications: ["email_code"],
      }),
      username: attribute({ presence: settings.username, identifies: true }),
      first_name: attribute({ presence: settings.name }),
      last_name: attribute({ presence: settings.name }),
      password: attribute({ presence: password.required ? "required" : "optional" }),
      phone_number: phoneNumber(settings),
      web3_wallet: OFF,
      authenticator_app: secondFactor("totp", totp),
      backup_code: secondFactor("backup_code", settings.second_factors.backup_code),
      passkey: attribute({
        presence: settings.passkeys.enabled ? "optional" : "off",
        identifies: true,
        firstFactors: ["passkey"],
        verifications: settings.passkeys.enabled ? ["passkey"] : [],
      }),
      ticket: attribute({ presence: "optional" }),
    },
    social: socialSettings(instance),
    enterprise_sso: { enabled: false, self_serve_sso: false },
    saml: { enabled: false },
    sign_in: { second_factor: { required: false, enabled: totp || phone_code } },
    sign_up: {
      captcha_enabled: false,
      captcha_widget_type: "smart",
      custom_action_required: false,
      progressive: true,
      mode: settings.sign_up_mode,
      legal_consent_enabled: false,
      allowlist_only: settings.restrictions.allowlist,
    },
    restrictions: restrictionSettings(settings),
    password_settings: {
      disable_hibp: true,
      disable_password_reverification: false,
      min_length: password.min_length,
      max_length: password.max_length,
      require_special_char: false,
      require_numbers: false,
      require_uppercase: false,
      require_lowercase: false,
      show_zxcvbn: false,
      min_zxcvbn_strength: 0,
      enforce_hibp_on_sign_in: false,
      allowed_special_characters: "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~",
    },
    passkey_settings: {
      allow_autofill: passkeys.enabled && passkeys.allow_autofill,
      show_sign_in_button: passkeys.enabled && passkeys.show_sign_in_button,
      satisfies_second_factor: passkeys.enabled && passkeys.satisfies_second_factor,
    },
    username_settings: {
      min_length: 4,
      max_length: 64,
      allow_extended_special_characters: false,
      allow_numeric_usernames: false,
    },
    actions: {
      delete_self: settings.delete_self,
      create_organization: settings.organizations.enabled,
      create_organizations_limit: null,
    },
    attack_protection: {
      user_lockout: {
        enabled: true,
        max_attempts: settings.lockout.max_attempts,
        duration_in_minutes:
          settings.lockout.duration_seconds === null
            ? null
            : settings.lockout.duration_seconds / 60,
      },
      pii: { enabled: true },
      email_link: { require_same_client: true },
      enumeration_protection: { enabled: false },
    },
  } as const;
}
