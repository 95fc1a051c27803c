// Some changes ask for a proof of the user that is not older than ten minutes, when the instance has it switched on.
import { clerkError } from "../errors/clerk-api-error.ts";
import { hasSecondFactor } from "../resources/second-factor.ts";
import { type FrontendCall, requireSignedIn } from "./frontend-call.ts";

const STRICT_MS = 10 * 60 * 1000;

/** @throws ClerkApiError session_reverification_required */
export async function requireRecentProof(
  call: FrontendCall,
  options: { readonly always?: boolean } = {},
): Promise<void> {
  const { clock, settings } = call.instance;
  if (!settings.current().reverification && options.always !== true) return;
  const { session, user } = await requireSignedIn(call);
  // Whoever has a second factor is asked for that one: a password alone may have been stolen.
  const level = hasSecondFactor(user) ? "second_factor" : "first_factor";
  const proved =
    level === "second_factor"
      ? session.second_factor_verified_at
      : session.first_factor_verified_at;
  if (proved !== null && clock() - proved < STRICT_MS) return;
  throw clerkError("reverificationRequired", {
    meta: { reverification: { level, after_minutes: 10 } },
  });
}
