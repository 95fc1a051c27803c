// A code, made and sent to an email address or a phone number in one step.
import {
  type CodeStrategy,
  type CodeVerification,
  startCode,
} from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { sendMail } from "./send-mail.ts";
import { sendSms } from "./send-sms.ts";

const KINDS = {
  email_code: { slug: "verification_code", name: "verification code" },
  reset_password_email_code: { slug: "reset_password_code", name: "password reset code" },
  affiliation_email_code: { slug: "affiliation_code", name: "verification code" },
  phone_code: { slug: "verification_code", name: "verification code" },
  reset_password_phone_code: { slug: "reset_password_code", name: "password reset code" },
} as const;

/** Makes a code, sends it, and gives the verification to be stored. @throws ClerkApiError 429 */
export async function sendCode(
  work: Work,
  options: {
    readonly strategy: CodeStrategy;
    readonly to: string;
    /** Of the user's address or number, where there is a user. */
    readonly identificationId?: string | undefined;
    readonly userId?: string | undefined;
  },
): Promise<CodeVerification> {
  const verification = startCode({
    ...options,
    testMode: work.settings.test_mode,
    now: work.now,
    random: work.instance.random,
  });
  const { code } = verification;
  const app = work.settings.application_name;
  const { slug, name } = KINDS[options.strategy];
  const subject = `${code} is your ${app} ${name}`;
  const { to, userId } = options;
  const message = { to, slug, text: code, data: { otp_code: code, app: { name: app } }, userId };
  if (options.strategy.endsWith("phone_code")) {
    const body = `${subject}. Do not share this with anyone.`;
    await sendSms(work, { ...message, body, phoneNumberId: options.identificationId });
  } else {
    const body = `Enter this code in ${app}: ${code}\n\nIt is good for 10 minutes. If you did not ask for it, ignore this mail.\n`;
    await sendMail(work, { ...message, subject, body });
  }
  return verification;
}
