// What rowlock.toml says of the Clerk instance itself: the app's name and looks, how people sign in, who may sign up, and
// organizations with their members. What is left out stays as it is in the store.
import * as z from "zod";
import { isOAuthStrategy } from "./social-providers.ts";

const metadata = z.record(z.string(), z.json()).default({});

/** A hex colour, or a name or function of CSS without anything that ends a declaration. */
const colour = z
  .string()
  .regex(
    /^(#[0-9a-fA-F]{3,8}|[a-z]+(\([0-9a-z.,%\s/-]+\))?)$/,
    "expected a CSS colour such as #6c47ff",
  );

const presence = z.enum(["off", "optional", "required"]);

/** A provider of social sign-in, by its strategy. */
export const socialStrategy = z
  .string()
  .refine(isOAuthStrategy, "expected a provider such as oauth_google, or oauth_custom_ and a name");

export const applicationSchema = z.strictObject({
  /** As mail and the components call the app. */
  name: z.string().min(1).max(120).optional(),
  support_email: z.email().optional(),
  /** Where the app lives: where tickets lead that name no address of their own. */
  home_url: z.url({ protocol: /^https?$/ }).optional(),
  /** A picture above the components' forms. */
  logo_url: z.url().optional(),
  favicon_url: z.url().optional(),
  theme: z
    .strictObject({
      color: colour.optional(),
      background_color: colour.optional(),
      font_color: colour.optional(),
    })
    .optional(),
});

export const signInSchema = z.strictObject({
  mode: z.enum(["public", "restricted", "waitlist"]).optional(),
  email_address: z
    .enum(["optional", "required"])
    .optional()
    .describe("optional: who gives a phone number or a username needs no address"),
  username: presence.optional(),
  phone_number: presence
    .optional()
    .describe("what people sign up and in with, by codes that come to Studio's inbox as mail does"),
  name: presence.optional(),
  password: z
    .strictObject({
      required: z.boolean().optional(),
      min_length: z.int().min(8).max(72).optional(),
      max_length: z.int().min(8).max(72).optional(),
    })
    .optional(),
  /** What users may add to their first factor. */
  second_factors: z
    .strictObject({
      phone_code: z
        .boolean()
        .optional()
        .describe("a code to a phone number that its user reserved for this"),
      totp: z.boolean().optional(),
      backup_code: z.boolean().optional(),
    })
    .optional(),
  /** Keys that a person's device keeps, in place of a password. */
  passkeys: z
    .strictObject({
      enabled: z.boolean().optional(),
      allow_autofill: z
        .boolean()
        .optional()
        .describe("they are offered where an identifier is typed; on unless it is false"),
      show_sign_in_button: z.boolean().optional().describe("on unless it is false"),
      satisfies_second_factor: z
        .boolean()
        .optional()
        .describe("who signs in by one is not asked for a second factor"),
    })
    .optional(),
  social: z
    .array(socialStrategy)
    .optional()
    .describe(
      "providers such as `oauth_google`, `oauth_github`, `oauth_apple`, `oauth_microsoft`, or `oauth_custom_acme`; each leads to a page of Rowlock's own where one chooses who comes, and nothing is asked of the provider itself",
    ),
  preferred_strategy: z.enum(["password", "otp"]).optional(),
  delete_self: z.boolean().optional(),
  reverification: z.boolean().optional(),
});

export const restrictionsSchema = z.strictObject({
  allowlist: z.boolean().optional(),
  blocklist: z.boolean().optional(),
  block_email_subaddresses: z.boolean().optional(),
  block_disposable_email_domains: z
    .boolean()
    .optional()
    .describe("the best known domains at which anybody gets a mailbox for some minutes"),
  ignore_dots_for_gmail_addresses: z
    .boolean()
    .optional()
    .describe("an address that differs by dots alone is taken"),
  blocked_country_codes: z
    .array(z.string().regex(/^[A-Z]{2}$/, "expected two letters such as DE"))
    .optional()
    .describe("countries whose phone numbers are refused"),
  allowlist_blocklist_disabled_on_sign_in: z.boolean().optional(),
});

export const organizationSettingsSchema = z.strictObject({
  enabled: z.boolean().optional(),
  max_allowed_memberships: z.int().min(0).optional(),
  admin_delete_enabled: z.boolean().optional(),
  domains_enabled: z.boolean().optional(),
  domains_enrollment_modes: z
    .array(z.enum(["manual_invitation", "automatic_invitation", "automatic_suggestion"]))
    .optional(),
  domains_default_role: z.string().min(1).optional(),
  force_selection: z.boolean().optional(),
});

/** An organization made at start unless one with this slug is there. */
export const organizationSchema = z.strictObject({
  name: z.string().min(1).max(256),
  slug: z
    .string()
    .regex(/^(?=.*[a-z0-9])[a-z0-9-]+$/, "expected lowercase letters, digits and dashes"),
  max_allowed_memberships: z.int().min(0).optional(),
  public_metadata: metadata,
  private_metadata: metadata,
  /** Who belongs to it, each by an email address. */
  members: z
    .array(
      z.strictObject({ email_address: z.email(), role: z.string().min(1).default("org:member") }),
    )
    .default([]),
  /** Who is asked in. */
  invitations: z
    .array(
      z.strictObject({ email_address: z.email(), role: z.string().min(1).default("org:member") }),
    )
    .default([]),
});

export type SeedOrganization = z.output<typeof organizationSchema>;
