// /v1/client/sign_ups: a sign-up attempt, filled in step by step until nothing is missing. Steps are in sign-up/.
import { clerkError } from "../errors/clerk-api-error.ts";
import { signUpJson } from "../resources/sign-up.ts";
import { findSignUp, type SignUpRow } from "../store/sign-ups.ts";
import { type FrontendCall, requireClient } from "./frontend-call.ts";
import { contextNow } from "./read-client.ts";
import { change, type FrontendApp, read } from "./routes.ts";
import { createSignUp, updateSignUp } from "./sign-up/fill-sign-up.ts";
import { attemptVerification, prepareVerification } from "./sign-up/verify-sign-up.ts";

const BASE = "/v1/client/sign_ups";

export function signUpRoutes(app: FrontendApp): void {
  change(app, ["POST", BASE], async (call) => show(call, await createSignUp(call)));
  read(app, `${BASE}/:id`, async (call, { id = "" }) => {
    const client = requireClient(call);
    const signUp = await findSignUp(call.instance.database, { id, clientId: client.id });
    if (signUp === undefined) throw clerkError("signUpNotFound", { values: { id } });
    return show(call, signUp);
  });
  change(app, ["PATCH", `${BASE}/:id`], async (call, { id = "" }) =>
    show(call, await updateSignUp(call, id)),
  );
  change(app, ["POST", `${BASE}/:id/prepare_verification`], async (call, { id = "" }) =>
    show(call, await prepareVerification(call, id)),
  );
  change(app, ["POST", `${BASE}/:id/attempt_verification`], async (call, { id = "" }) =>
    show(call, await attemptVerification(call, id)),
  );
}

function show(call: FrontendCall, signUp: SignUpRow) {
  return signUpJson(signUp, contextNow(call.instance));
}
