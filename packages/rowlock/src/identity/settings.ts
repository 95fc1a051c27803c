// The instance's settings: what Clerk's dashboard would switch. Defaults are hosted Clerk's for a new application,
// but for what can't be offered here (billing), which has no setting.
import * as z from "zod";
import { socialStrategy } from "../config/clerk-instance.ts";

const presence = z.enum(["off", "optional", "required"]);
/** A hex colour, or a name or function of CSS without anything that ends a declaration. */
const colour = z.string().regex(/^(#[0-9a-fA-F]{3,8}|[a-z]+(\([0-9a-z.,%\s/-]+\))?)$/);
const DAY_SECONDS = 86_400;

export const settingsSchema = z.strictObject({
  application_name: z.string().min(1).max(120).default("Rowlock"),
  /** Addresses of pictures; null: none. */
  logo_url: z.url().nullable().default(null),
  favicon_url: z.url().nullable().default(null),
  /** Colours of the components, as CSS writes them. */
  theme: z
    .strictObject({
      color: colour.default("#6c47ff"),
      background_color: colour.default("#ffffff"),
      font_color: colour.default("#151515"),
    })
    .prefault({}),
  support_email: z.email().nullable().default(null),
  /** The part before the @ of the address that mail comes from. */
  from_email_address: z.string().min(1).max(64).default("rowlock"),
  /** Countries to whose phone numbers nothing is sent, by two letters. */
  blocked_country_codes: z.array(z.string()).default([]),
  /** Where the app lives: where tickets lead that name no address of their own. */
  home_url: z.url().default("http://localhost:3000"),
  /** False: a browser may hold several signed-in sessions and switch between them. */
  single_session_mode: z.boolean().default(true),
  /** Session tokens carry `role: authenticated`, as with Clerk's Supabase integration. */
  supabase_integration: z.boolean().default(true),
  /** Claims added to session tokens; the same language as JWT templates. */
  session_token_claims: z.record(z.string(), z.json()).default({}),
  sign_up_mode: z.enum(["public", "restricted", "waitlist"]).default("public"),
  /** Optional: who gives a phone number or a username needs no address. */
  email_address: z.enum(["optional", "required"]).default("required"),
  username: presence.default("off"),
  /** What people sign in and up with, by codes sent there. */
  phone_number: presence.default("off"),
  name: presence.default("optional"),
  password: z
    .strictObject({
      required: z.boolean().default(true),
      min_length: z.int().min(8).max(72).default(8),
      max_length: z.int().min(8).max(72).default(72),
    })
    .prefault({}),
  /** What users may add to their first factor. */
  second_factors: z
    .strictObject({
      /** A code sent to a phone number that its user reserved for this. */
      phone_code: z.boolean().default(false),
      totp: z.boolean().default(false),
      backup_code: z.boolean().default(false),
    })
    .prefault({}),
  /** Keys that a person's device keeps, in place of a password. */
  passkeys: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** They are offered where an identifier is typed. */
      allow_autofill: z.boolean().default(true),
      show_sign_in_button: z.boolean().default(true),
      /** Whoever signs in by one is not asked for a second factor. */
      satisfies_second_factor: z.boolean().default(false),
    })
    .prefault({}),
  /** Providers of social sign-in that are on, by strategy. */
  social: z.array(socialStrategy).default([]),
  preferred_sign_in_strategy: z.enum(["password", "otp"]).default("password"),
  delete_self: z.boolean().default(true),
  lockout: z
    .strictObject({
      max_attempts: z.int().min(1).max(1000).default(10),
      /** Null: until somebody unlocks. */
      duration_seconds: z.int().min(60).nullable().default(3600),
    })
    .prefault({}),
  session: z
    .strictObject({
      max_age_seconds: z
        .int()
        .min(300)
        .default(7 * DAY_SECONDS),
      /** Null: a session does not end from being idle. */
      inactivity_seconds: z.int().min(60).nullable().default(null),
    })
    .prefault({}),
  reverification: z.boolean().default(false),
  organizations: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** 0: no limit. */
      max_allowed_memberships: z.int().min(0).default(0),
      admin_delete_enabled: z.boolean().default(true),
      domains_enabled: z.boolean().default(false),
      domains_enrollment_modes: z.array(z.string()).default([]),
      domains_default_role: z.string().default("org:member"),
      creator_role: z.string().default("org:admin"),
      slug_disabled: z.boolean().default(false),
      /** True: a session is pending until an organization is chosen. */
      force_selection: z.boolean().default(false),
    })
    .prefault({}),
  restrictions: z
    .strictObject({
      allowlist: z.boolean().default(false),
      blocklist: z.boolean().default(false),
      block_email_subaddresses: z.boolean().default(false),
      block_disposable_email_domains: z.boolean().default(false),
      ignore_dots_for_gmail_addresses: z.boolean().default(false),
      /** True: the lists decide who signs up, and leave alone who is there. */
      allowlist_blocklist_disabled_on_sign_in: z.boolean().default(true),
    })
    .prefault({}),
  /** Added to the origins that the configuration allows. */
  allowed_origins: z.array(z.url()).default([]),
  test_mode: z.boolean().default(true),
});

/** Whether users may have phone numbers, and whether new ones must: for a second factor alone they are optional. */
export function phonePresence(settings: Settings): z.output<typeof presence> {
  const { phone_number, second_factors } = settings;
  return phone_number === "off" && second_factors.phone_code ? "optional" : phone_number;
}

export type Settings = z.output<typeof settingsSchema>;
/** What a caller may give: every field optional. */
export type SettingsInput = z.input<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
