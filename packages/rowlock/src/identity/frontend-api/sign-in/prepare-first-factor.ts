// The step before a code: send it to one of the user's own addresses.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { sendCode } from "../../mail/send-code.ts";
import { type SignInRow, saveSignIn } from "../../store/sign-ins.ts";
import type { EmailAddressRow, User } from "../../store/users.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { lockCurrentSignIn } from "./current-sign-in.ts";

export async function prepareFirstFactor(call: FrontendCall, id: string): Promise<SignInRow> {
  const strategy = call.form.requireText("strategy");
  if (strategy !== "email_code" && strategy !== "reset_password_email_code") {
    throw clerkError("strategyForUserInvalid", { param: "strategy" });
  }
  return change(call, async (work) => {
    const { signIn, user } = await lockCurrentSignIn(call, { work, id });
    if (signIn.status !== "needs_first_factor") {
      throw clerkError("clientStateInvalid", {
        values: { action: "prepare first factor", resolution: "Start a new sign in." },
      });
    }
    const email = chooseAddress(user, {
      id: call.form.text("email_address_id") ?? undefined,
      typed: signIn.identifier,
    });
    const firstFactor = await sendCode(work, {
      strategy,
      emailAddress: email.email_address,
      emailAddressId: email.id,
      userId: user.id,
    });
    const prepared: SignInRow = { ...signIn, first_factor: firstFactor, updated_at: work.now };
    await saveSignIn(work, prepared);
    return prepared;
  });
}

/** The address that was asked for, else the typed one, else the primary one; always one of the user's own. */
function chooseAddress(
  user: User,
  wanted: { readonly id: string | undefined; readonly typed: string | null },
): EmailAddressRow {
  const own = user.email_addresses.filter(({ claimed }) => claimed);
  const typed = wanted.typed?.toLowerCase();
  const chosen =
    wanted.id === undefined
      ? (own.find(({ email_address }) => email_address === typed) ??
        own.find(({ id }) => id === user.primary_email_address_id))
      : own.find(({ id }) => id === wanted.id);
  if (chosen === undefined) throw clerkError("strategyForUserInvalid", { param: "strategy" });
  return chosen;
}
