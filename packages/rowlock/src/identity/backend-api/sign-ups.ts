// /v1/sign_ups: an attempt to sign up, seen and completed by the app's server.
import { clerkError } from "../errors/clerk-api-error.ts";
import { backendSignUpJson } from "../resources/sign-up.ts";
import type { Queryable } from "../store/identity-database.ts";
import { findAnySignUp, type SignUpRow, saveSignUp } from "../store/sign-ups.ts";
import { change, contextOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

export function signUpRoutes(app: BackendApp): void {
  route(app, ["GET", "/sign_ups/:id"], async (call, { id = "" }) =>
    backendSignUpJson(
      await requireSignUp(call.instance.database, { id, lock: false }),
      contextOf(call),
    ),
  );
  route(app, ["PATCH", "/sign_ups/:id"], (call, { id = "" }) =>
    change(call, async (work) => {
      const signUp = await requireSignUp(work, { id, lock: true });
      if (signUp.status !== "missing_requirements") throw clerkError("signUpFinished");
      const next: SignUpRow = {
        ...signUp,
        external_id: call.form.text("external_id") ?? signUp.external_id,
        updated_at: work.now,
      };
      await saveSignUp(work, next);
      return backendSignUpJson(next, contextOf(call));
    }),
  );
}

async function requireSignUp(
  database: Queryable,
  key: { readonly id: string; readonly lock: boolean },
): Promise<SignUpRow> {
  const signUp = await findAnySignUp(database, key);
  if (signUp === undefined) throw clerkError("signUpNotFound", { values: { id: key.id } });
  return signUp;
}
