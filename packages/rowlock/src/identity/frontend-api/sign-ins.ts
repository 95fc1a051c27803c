// /v1/client/sign_ins: a sign-in attempt from its first word to the session. The steps themselves are in sign-in/.
import { clerkError } from "../errors/clerk-api-error.ts";
import { signInJson } from "../resources/sign-in.ts";
import { findSignIn, type SignInRow } from "../store/sign-ins.ts";
import { findUser } from "../store/users.ts";
import { type FrontendCall, requireClient } from "./frontend-call.ts";
import { contextNow } from "./read-client.ts";
import { change, type FrontendApp, read } from "./routes.ts";
import { attemptFirstFactor } from "./sign-in/attempt-first-factor.ts";
import { attemptSecondFactor, prepareSecondFactor } from "./sign-in/attempt-second-factor.ts";
import { createSignIn } from "./sign-in/create-sign-in.ts";
import { prepareFirstFactor } from "./sign-in/prepare-first-factor.ts";
import { resetPassword } from "./sign-in/reset-password.ts";

const BASE = "/v1/client/sign_ins";

export function signInRoutes(app: FrontendApp): void {
  change(app, ["POST", BASE], async (call) => show(call, await createSignIn(call)));
  read(app, `${BASE}/:id`, async (call, { id = "" }) => {
    const client = requireClient(call);
    const signIn = await findSignIn(call.instance.database, { id, clientId: client.id });
    if (signIn === undefined) throw clerkError("signInNotFound", { values: { id } });
    return show(call, signIn);
  });
  change(app, ["POST", `${BASE}/:id/prepare_first_factor`], async (call, { id = "" }) =>
    show(call, await prepareFirstFactor(call, id)),
  );
  change(app, ["POST", `${BASE}/:id/attempt_first_factor`], async (call, { id = "" }) =>
    show(call, await attemptFirstFactor(call, id)),
  );
  change(app, ["POST", `${BASE}/:id/reset_password`], async (call, { id = "" }) =>
    show(call, await resetPassword(call, id)),
  );
  change(app, ["POST", `${BASE}/:id/attempt_second_factor`], async (call, { id = "" }) =>
    show(call, await attemptSecondFactor(call, id)),
  );
  change(app, ["POST", `${BASE}/:id/prepare_second_factor`], async (call, { id = "" }) =>
    show(call, await prepareSecondFactor(call, id)),
  );
}

async function show(call: FrontendCall, signIn: SignInRow) {
  const { database } = call.instance;
  const user = signIn.user_id === null ? undefined : await findUser(database, signIn.user_id);
  return signInJson(signIn, { ...contextNow(call.instance), user });
}
