// Sends the code that a sign-in waits for, to one of the user's own addresses or numbers.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { sendCode } from "../../messages/send-code.ts";
import { readPhoneNumber } from "../../phone-number.ts";
import { firstFactorPhones } from "../../resources/sign-in.ts";
import type { Settings } from "../../settings.ts";
import { type SignInRow, saveSignIn } from "../../store/sign-ins.ts";
import type { User } from "../../store/users.ts";
import type { CodeVerification } from "../../verification/code-verification.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { lockCurrentSignIn } from "./current-sign-in.ts";
import { preparePasskey } from "./passkey-sign-in.ts";

export async function prepareFirstFactor(call: FrontendCall, id: string): Promise<SignInRow> {
  const strategy = call.form.requireText("strategy");
  if (strategy === "passkey") return preparePasskey(call, id);
  return change(call, async (work) => {
    const { signIn, user } = await lockCurrentSignIn(call, { work, id });
    if (signIn.status !== "needs_first_factor") {
      throw clerkError("clientStateInvalid", {
        values: { action: "prepare first factor", resolution: "Start a new sign in." },
      });
    }
    const first_factor = await sendFirstFactor(call, {
      work,
      user,
      strategy,
      typed: signIn.identifier,
    });
    const prepared: SignInRow = { ...signIn, first_factor, updated_at: work.now };
    await saveSignIn(work, prepared);
    return prepared;
  });
}

/**
 * Sends a code to the address or number that the form asks for, else the typed one, else the primary one; always one of
 * the user's own. @throws ClerkApiError strategy_for_user_invalid
 */
export function sendFirstFactor(
  { form }: FrontendCall,
  options: {
    readonly work: Work;
    readonly user: User;
    readonly strategy: string;
    readonly typed: string | null;
  },
): Promise<CodeVerification> {
  const { work, user, strategy } = options;
  const send = (to: Destination | undefined) => {
    if (to === undefined) throw clerkError("strategyForUserInvalid", { param: "strategy" });
    return { to: to.text, identificationId: to.id, userId: user.id };
  };
  switch (strategy) {
    case "email_code":
    case "reset_password_email_code": {
      const chosen = choose(emailsOf(user), {
        id: form.text("email_address_id") ?? undefined,
        typed: options.typed?.toLowerCase(),
        primary: user.primary_email_address_id,
      });
      return sendCode(work, { strategy, ...send(chosen) });
    }
    case "phone_code":
    case "reset_password_phone_code": {
      const chosen = choose(phonesOf(user, work.settings), {
        id: form.text("phone_number_id") ?? undefined,
        typed: readPhoneNumber(options.typed ?? ""),
        primary: user.primary_phone_number_id,
      });
      return sendCode(work, { strategy, ...send(chosen) });
    }
    default:
      throw clerkError("strategyForUserInvalid", { param: "strategy" });
  }
}

interface Destination {
  readonly id: string;
  readonly text: string;
}

function emailsOf(user: User): readonly Destination[] {
  const own = user.email_addresses.filter(({ claimed }) => claimed);
  return own.map(({ id, email_address: text }) => ({ id, text }));
}

function phonesOf(user: User, settings: Settings): readonly Destination[] {
  return firstFactorPhones(user, settings).map(({ id, phone_number: text }) => ({ id, text }));
}

function choose(
  own: readonly Destination[],
  wanted: {
    readonly id: string | undefined;
    readonly typed: string | undefined;
    readonly primary: string | null;
  },
): Destination | undefined {
  if (wanted.id !== undefined) return own.find(({ id }) => id === wanted.id);
  return (
    own.find(({ text }) => text === wanted.typed) ??
    own.find(({ id }) => id === wanted.primary) ??
    own[0]
  );
}
