// The shortcodes that a JWT template or a custom session token may name, as data: the renderer looks only here, so a
// value that is not listed (private metadata, say) can't reach a token. Studio completes from this list.

export interface Shortcode {
  /** As it stands between the braces. */
  readonly name: string;
  readonly meaning: string;
  readonly type: "string" | "boolean" | "number" | "object" | "array";
  /** True: a path may go on below it, as in `user.public_metadata.plan`. */
  readonly nested?: true;
}

/** Every shortcode of Clerk's template editor that has a counterpart here. */
export const SHORTCODES: readonly Shortcode[] = Object.freeze([
  { name: "user.id", type: "string", meaning: "The user's id" },
  { name: "user.external_id", type: "string", meaning: "The id that the app itself gave the user" },
  { name: "user.username", type: "string", meaning: "The username" },
  { name: "user.first_name", type: "string", meaning: "The first name" },
  { name: "user.last_name", type: "string", meaning: "The last name" },
  {
    name: "user.full_name",
    type: "string",
    meaning: "First and last name; null when neither is known",
  },
  { name: "user.image_url", type: "string", meaning: "The address of the profile picture" },
  { name: "user.has_image", type: "boolean", meaning: "Whether the user uploaded a picture" },
  { name: "user.primary_email_address", type: "string", meaning: "The primary email address" },
  {
    name: "user.email_verified",
    type: "boolean",
    meaning: "Whether the primary email address is verified",
  },
  { name: "user.primary_phone_number", type: "string", meaning: "The primary phone number" },
  {
    name: "user.phone_number_verified",
    type: "boolean",
    meaning: "Whether the primary phone number is verified",
  },
  { name: "user.primary_web3_wallet", type: "string", meaning: "The primary wallet's address" },
  {
    name: "user.web3_wallet_verified",
    type: "boolean",
    meaning: "Whether the primary wallet is verified",
  },
  {
    name: "user.two_factor_enabled",
    type: "boolean",
    meaning: "Whether a second factor is set up",
  },
  {
    name: "user.public_metadata",
    type: "object",
    nested: true,
    meaning: "Public metadata, whole or one field of it",
  },
  {
    name: "user.unsafe_metadata",
    type: "object",
    nested: true,
    meaning: "Unsafe metadata: the user can change it",
  },
  {
    name: "user.organizations",
    type: "object",
    nested: true,
    meaning: "The role in each organization, by its id",
  },
  { name: "user.created_at", type: "number", meaning: "When the user was made, in Unix seconds" },
  {
    name: "user.updated_at",
    type: "number",
    meaning: "When the user last changed, in Unix seconds",
  },
  { name: "org.id", type: "string", meaning: "The active organization's id" },
  { name: "org.name", type: "string", meaning: "The active organization's name" },
  { name: "org.slug", type: "string", meaning: "The active organization's slug" },
  {
    name: "org.role",
    type: "string",
    meaning: "The user's role in the active organization, such as org:admin",
  },
  {
    name: "org.image_url",
    type: "string",
    meaning: "The address of the active organization's picture",
  },
  {
    name: "org.has_image",
    type: "boolean",
    meaning: "Whether the active organization has a picture of its own",
  },
  {
    name: "org.public_metadata",
    type: "object",
    nested: true,
    meaning: "The active organization's public metadata",
  },
  {
    name: "org_membership.id",
    type: "string",
    meaning: "The id of the membership in the active organization",
  },
  { name: "org_membership.role", type: "string", meaning: "The same as org.role" },
  {
    name: "org_membership.permissions",
    type: "array",
    nested: true,
    meaning: "The user's permissions in the active organization",
  },
  {
    name: "org_membership.public_metadata",
    type: "object",
    nested: true,
    meaning: "The membership's public metadata",
  },
  { name: "session.id", type: "string", meaning: "The session's id" },
  {
    name: "session.actor",
    type: "object",
    nested: true,
    meaning: "Who acts in the user's name, when somebody does",
  },
] as const);

const BY_NAME: ReadonlyMap<string, Shortcode> = new Map(
  SHORTCODES.map((code) => [code.name, code]),
);

/** The shortcode that a path names or lies below; undefined for what no template may read. */
export function findShortcode(path: readonly (string | number)[]): Shortcode | undefined {
  if (path.length < 2) return undefined;
  const code = BY_NAME.get(`${path[0]}.${path[1]}`);
  return code !== undefined && (path.length === 2 || code.nested === true) ? code : undefined;
}
