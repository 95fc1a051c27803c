// The Backend API's resources, with the fields that the pages show. Names are Clerk's own.

export interface ClerkEmailAddress {
  readonly id: string;
  readonly email_address: string;
  readonly verification: { readonly status: string } | null;
}

export interface ClerkUser {
  readonly id: string;
  readonly username: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly image_url: string;
  readonly primary_email_address_id: string | null;
  readonly email_addresses: readonly ClerkEmailAddress[];
  readonly external_id: string | null;
  readonly password_enabled: boolean;
  readonly banned: boolean;
  readonly locked: boolean;
  readonly public_metadata: object;
  readonly private_metadata: object;
  readonly unsafe_metadata: object;
  /** Milliseconds since 1970, as all times here. */
  readonly last_sign_in_at: number | null;
  readonly last_active_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface ClerkSession {
  readonly id: string;
  readonly user_id: string;
  readonly client_id: string;
  readonly status: string;
  readonly last_active_at: number;
  readonly expire_at: number;
  readonly created_at: number;
  readonly latest_activity: {
    readonly browser_name?: string | null;
    readonly device_type?: string | null;
    readonly ip_address?: string | null;
  } | null;
}

export interface ClerkJwtTemplate {
  readonly id: string;
  readonly name: string;
  readonly claims: object;
  readonly lifetime: number;
  readonly allowed_clock_skew: number;
  readonly custom_signing_key: boolean;
  readonly signing_algorithm: string;
  /** Rowlock's own: signed with the project's JWT secret, whatever that is. */
  readonly project_signing_key: boolean;
  /** Rowlock's own: declared in rowlock.toml, and changed only there. */
  readonly declared: boolean;
  readonly updated_at: number;
}

/** Rowlock's own: the inbox of what would have been sent. */
export type ClerkMessage = ClerkEmail | ClerkSms;

interface ClerkEmail extends SentMessage {
  readonly object: "email";
  readonly to_email_address: string;
  readonly subject: string;
  readonly body: string;
}

interface ClerkSms extends SentMessage {
  readonly object: "sms_message";
  readonly to_phone_number: string;
  readonly message: string;
}

interface SentMessage {
  readonly id: string;
  readonly slug: string;
  readonly data: { readonly otp_code?: string };
  readonly created_at: number;
}

/** Rowlock's own: what hosted Clerk switches in its dashboard. */
export interface ClerkSettings {
  /** What rowlock.toml declares, by name: `social`, `second_factors.totp`. It is changed there alone. */
  readonly declared: readonly string[];
  readonly application_name: string;
  readonly supabase_integration: boolean;
  readonly session_token_claims: object;
  readonly sign_up_mode: "public" | "restricted" | "waitlist";
  readonly email_address: "optional" | "required";
  readonly phone_number: "off" | "optional" | "required";
  readonly username: "off" | "optional" | "required";
  /** Strategies, such as `oauth_google`. */
  readonly social: readonly string[];
  readonly passkeys: Readonly<Record<"enabled" | "satisfies_second_factor", boolean>>;
  readonly second_factors: Readonly<Record<"totp" | "phone_code" | "backup_code", boolean>>;
  readonly reverification: boolean;
  readonly restrictions: Readonly<
    Record<
      | "allowlist"
      | "blocklist"
      | "block_email_subaddresses"
      | "block_disposable_email_domains"
      | "ignore_dots_for_gmail_addresses",
      boolean
    >
  >;
  readonly single_session_mode: boolean;
  readonly test_mode: boolean;
}

/** What is given is laid over what is there, also inside of a group. */
export type ClerkSettingsChange = {
  readonly [Name in keyof ClerkSettings]?: ClerkSettings[Name] extends Readonly<
    Record<string, boolean>
  >
    ? Partial<ClerkSettings[Name]>
    : ClerkSettings[Name];
};

export interface ClerkShortcode {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
  readonly nested?: boolean;
}

export interface ClerkPage<Item> {
  readonly data: readonly Item[];
  readonly total_count: number;
}

/** What a person is called, in the order of what is known. */
export function nameOf(user: ClerkUser): string {
  const name = [user.first_name, user.last_name].filter(Boolean).join(" ");
  return name || emailOf(user) || user.username || user.id;
}

export function emailOf(user: ClerkUser): string | undefined {
  const primary = user.email_addresses.find((email) => email.id === user.primary_email_address_id);
  return (primary ?? user.email_addresses[0])?.email_address;
}
