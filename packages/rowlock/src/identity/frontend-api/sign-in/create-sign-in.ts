// The first step: who wants to sign in, perhaps with the proof at once (password, ticket), or a
// way to a provider. An identifier that nobody
// has is said so, as hosted Clerk does unless enumeration protection is on.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { readPhoneNumber } from "../../phone-number.ts";
import { firstFactorPhones } from "../../resources/sign-in.ts";
import type { SignInRow } from "../../store/sign-ins.ts";
import { findUserByIdentifier, type User } from "../../store/users.ts";
import { requireListedUser } from "../../users/access-rules.ts";
import { requireNotLocked } from "../../users/lockout.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { offeredStrategy, readOAuthRequest } from "../oauth/begin-oauth.ts";
import { attemptFirstFactor } from "./attempt-first-factor.ts";
import { insertNewSignIn, requireMaySignIn } from "./begin-sign-in.ts";
import { preparePasskey } from "./passkey-sign-in.ts";
import { prepareFirstFactor } from "./prepare-first-factor.ts";
import { beginSignIn, transferToSignIn } from "./sign-in-by-account.ts";
import { signInByTicket } from "./sign-in-by-ticket.ts";

export async function createSignIn(call: FrontendCall): Promise<SignInRow> {
  const strategy = call.form.text("strategy") ?? undefined;
  const ticket = call.form.text("ticket");
  if (strategy === "ticket" || ticket) return signInByTicket(call);
  if (call.form.flag("transfer") === true) return transferToSignIn(call);
  const provider = offeredStrategy(call, strategy);
  if (provider !== undefined) return beginSignIn(call, await readOAuthRequest(call, provider));
  requireOffered(call, strategy);
  const signIn = await change(call, (work) => begin(call, work));
  if (strategy === "passkey") return preparePasskey(call, signIn.id);
  if (signIn.identifier === null) return signIn;
  const password = call.form.text("password");
  if (password !== undefined && password !== null) return attemptFirstFactor(call, signIn.id);
  if (strategy !== undefined && strategy !== "password") return prepareFirstFactor(call, signIn.id);
  return signIn;
}

const STRATEGIES = ["password", "email_code", "reset_password_email_code"];
const PHONE_STRATEGIES = ["phone_code", "reset_password_phone_code"];

function requireOffered({ instance }: FrontendCall, strategy: string | undefined): void {
  const { phone_number, passkeys } = instance.settings.current();
  const offered = [
    ...STRATEGIES,
    ...(phone_number === "off" ? [] : PHONE_STRATEGIES),
    ...(passkeys.enabled ? ["passkey"] : []),
  ];
  if (strategy === undefined || offered.includes(strategy)) return;
  const known =
    /^(oauth_|web3_|saml|enterprise_sso|passkey|email_link|phone_code|reset_password_phone|google_one_tap)/;
  throw known.test(strategy)
    ? clerkError("paramValueDisabled", { param: "strategy", values: { value: strategy } })
    : clerkError("paramValueInvalid", {
        param: "strategy",
        values: {
          reason: `${strategy} does not match one of the allowed values for parameter strategy`,
        },
      });
}

async function begin(call: FrontendCall, work: Work): Promise<SignInRow> {
  const client = await call.clientToken.ensure(work);
  const identifier = call.form.clearableText("identifier") ?? null;
  const user = identifier === null ? undefined : await findSignInUser(work, identifier);
  await requireMaySignIn(work, { client, user });
  return insertNewSignIn(work, {
    client,
    status: user === undefined ? "needs_identifier" : "needs_first_factor",
    identifier,
    user,
    locale: call.form.clearableText("locale", 64) ?? null,
  });
}

async function findSignInUser(work: Work, identifier: string): Promise<User> {
  const phone = readPhoneNumber(identifier);
  const user = await findUserByIdentifier(work, identifier);
  const known =
    phone === undefined ||
    (user !== undefined &&
      firstFactorPhones(user, work.settings).some(({ phone_number }) => phone_number === phone));
  if (user === undefined || !known) throw clerkError("identifierNotFound", { param: "identifier" });
  requireNotLocked(user, work.now);
  await requireListedUser(work, user);
  return user;
}
