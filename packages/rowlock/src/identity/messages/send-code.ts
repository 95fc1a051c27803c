// A code, made and sent to an email address or a phone number in one step.
import {
  type CodeStrategy,
  type CodeVerification,
  startCode,
} from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { sendMail } from "./send-mail.ts";
import { sendSms } from "./send-sms.ts";

const MAIL_SLUGS = {
  email_code: "verification_code",
  reset_password_email_code: "reset_password_code",
  affiliation_email_code: "affiliation_code",
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
  const { to, strategy, userId } = options;
  const message = { to, text: code, data: { otp_code: code }, userId };
  switch (strategy) {
    case "phone_code":
    case "reset_password_phone_code": {
      const slug = strategy === "phone_code" ? "verification_code" : "reset_password_code";
      await sendSms(work, { ...message, slug, phoneNumberId: options.identificationId });
      break;
    }
    default:
      await sendMail(work, { ...message, slug: MAIL_SLUGS[strategy] });
  }
  return verification;
}
