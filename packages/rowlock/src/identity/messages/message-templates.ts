// The messages that the service sends, each with the words that it has until somebody changes them. `{{name}}` stands for
// what a message is made of.
import type { MessageTemplateRow } from "../store/message-templates.ts";
import type { MessageRow } from "../store/messages.ts";

type Channel = MessageRow["channel"];

export interface KnownTemplate {
  readonly name: string;
  /** Empty for an SMS. */
  readonly subject: string;
  readonly body: string;
  /** What may stand in it, beside the app's name. */
  readonly variables: readonly string[];
  /** Without which a message would be good for nothing. */
  readonly required: readonly string[];
}

const CODE_MAIL =
  "Enter this code in {{app.name}}: {{otp_code}}\n\nIt is good for 10 minutes. If you did not ask for it, ignore this mail.\n";
const code = { variables: ["otp_code"], required: ["otp_code"] };
const address = { variables: ["action_url"], required: ["action_url"] };
const news = { variables: [], required: [] };

const EMAIL = {
  verification_code: {
    name: "Verification code",
    subject: "{{otp_code}} is your {{app.name}} verification code",
    body: CODE_MAIL,
    ...code,
  },
  reset_password_code: {
    name: "Reset password code",
    subject: "{{otp_code}} is your {{app.name}} password reset code",
    body: CODE_MAIL,
    ...code,
  },
  affiliation_code: {
    name: "Affiliation code",
    subject: "{{otp_code}} is your {{app.name}} verification code",
    body: CODE_MAIL,
    ...code,
  },
  invitation: {
    name: "Invitation",
    subject: "Your invitation to {{app.name}}",
    body: "Open this address to sign up to {{app.name}}:\n\n{{action_url}}\n",
    ...address,
  },
  organization_invitation: {
    name: "Organization invitation",
    subject: "You are invited to join {{org.name}}",
    body: "Open this address to join {{org.name}} as {{org.role}}:\n\n{{action_url}}\n",
    variables: ["action_url", "org.name", "org.role"],
    required: ["action_url"],
  },
  waitlist_confirmation: {
    name: "Waitlist confirmation",
    subject: "You are on the waitlist of {{app.name}}",
    body: "You will get an invitation when it is your turn.\n",
    ...news,
  },
  password_changed: {
    name: "Password changed",
    subject: "Your password at {{app.name}} has changed",
    body: "If it was not you who changed it, reset it at once.\n",
    ...news,
  },
  primary_email_address_changed: {
    name: "Primary email address changed",
    subject: "Your primary email address at {{app.name}} has changed",
    body: "It is now {{new_email_address}}.\n",
    variables: ["new_email_address"],
    required: [],
  },
} as const satisfies Readonly<Record<string, KnownTemplate>>;

const SMS = {
  verification_code: {
    name: "Verification code",
    subject: "",
    body: "{{otp_code}} is your {{app.name}} verification code. Do not share this with anyone.",
    ...code,
  },
  reset_password_code: {
    name: "Reset password code",
    subject: "",
    body: "{{otp_code}} is your {{app.name}} password reset code. Do not share this with anyone.",
    ...code,
  },
} as const satisfies Readonly<Record<string, KnownTemplate>>;

export type MailSlug = keyof typeof EMAIL;
export type SmsSlug = keyof typeof SMS;

/** The kinds of message of one way, in the order in which they are listed. */
export function slugsOf(channel: Channel): readonly string[] {
  return Object.keys(channel === "email" ? EMAIL : SMS);
}

/** Undefined for a kind that is never sent. */
export function knownTemplate({
  channel,
  slug,
}: {
  readonly channel: Channel;
  readonly slug: string;
}): KnownTemplate | undefined {
  const known: Readonly<Record<string, KnownTemplate>> = channel === "email" ? EMAIL : SMS;
  return Object.hasOwn(known, slug) ? known[slug] : undefined;
}

/** A template as nobody has changed it. */
export function unchangedTemplate(
  key: { readonly channel: Channel; readonly slug: string },
  { name, subject, body }: KnownTemplate,
): MessageTemplateRow {
  return {
    channel: key.channel,
    slug: key.slug,
    name,
    subject,
    markup: "",
    body,
    sender: null,
    reply_to: null,
    delivered_by_clerk: true,
    created_at: 0,
    updated_at: 0,
  };
}
