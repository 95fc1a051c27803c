// A code, made and sent to an address in one step.
import {
  type CodeStrategy,
  type CodeVerification,
  isTestAddress,
  startCode,
} from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { sendMail } from "./send-mail.ts";

const SLUGS = {
  email_code: "verification_code",
  reset_password_email_code: "reset_password_code",
  affiliation_email_code: "affiliation_code",
} as const;

/** Makes a code, sends it, and gives the verification to be stored. @throws ClerkApiError 429 */
export async function sendCode(
  work: Work,
  options: {
    readonly strategy: CodeStrategy;
    readonly emailAddress: string;
    readonly emailAddressId?: string | undefined;
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
  const reset = options.strategy === "reset_password_email_code";
  const subject = reset
    ? `${code} is your ${app} password reset code`
    : `${code} is your ${app} verification code`;
  if (!(work.settings.test_mode && isTestAddress(options.emailAddress))) {
    await sendMail(work, {
      to: options.emailAddress,
      slug: SLUGS[options.strategy],
      subject,
      body: `Enter this code in ${app}: ${code}\n\nIt is good for 10 minutes. If you did not ask for it, ignore this mail.\n`,
      text: code,
      data: { otp_code: code, app: { name: app } },
      userId: options.userId,
    });
  }
  return verification;
}
