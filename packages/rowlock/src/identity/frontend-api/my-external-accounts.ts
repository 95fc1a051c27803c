// /v1/me/external_accounts: a user's own accounts at providers of social sign-in. One that was begun belongs to nobody until
// somebody came back from the provider.
import { clerkError } from "../errors/clerk-api-error.ts";
import { externalAccountJson } from "../resources/external-account.ts";
import { deletedJson } from "../resources/page.ts";
import {
  deleteAccountToken,
  deleteExternalAccountRow,
  insertExternalAccount,
} from "../store/external-accounts.ts";
import { type ExternalAccountRow, lockUserRow, type User } from "../store/users.ts";
import { newAccountRow, removeAccount } from "../users/link-account.ts";
import { tellUser } from "../users/tell-user.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { changeMe } from "./me.ts";
import { beginOAuth, offeredStrategy, readOAuthRequest } from "./oauth/begin-oauth.ts";
import { requireRecentProof } from "./recent-proof.ts";
import { change, type FrontendApp } from "./routes.ts";

const BASE = "/v1/me/external_accounts";

type Path = Readonly<Record<string, string>>;

export function myExternalAccountRoutes(app: FrontendApp): void {
  change(app, ["POST", BASE], connect);
  change(app, ["PATCH", `${BASE}/:id/reauthorize`], reauthorize);
  change(app, ["DELETE", `${BASE}/:id`], async (call, { id = "" }) => {
    await requireSignedIn(call);
    await requireRecentProof(call);
    await changeMe(call, async (_call, { work, user }) => {
      await removeAccount(work, { user, account: requireOwn(user, id) });
      await tellUser(work, "user.updated", user.id);
    });
    return deletedJson("external_account", id);
  });
  change(app, ["DELETE", `${BASE}/:id/tokens`], (call, { id = "" }) =>
    changeMe(call, async (_call, { work, user }) => {
      await deleteAccountToken(work, requireOwn(user, id).id);
    }),
  );
}

function requireOwn(user: User, id: string): ExternalAccountRow {
  const account = user.external_accounts.find((own) => own.id === id);
  if (account === undefined) throw clerkError("resourceNotFound");
  return account;
}

async function connect(call: FrontendCall) {
  const { user, session } = await requireSignedIn(call);
  const wanted = call.form.requireText("strategy");
  const strategy = offeredStrategy(call, wanted);
  if (strategy === undefined) {
    throw clerkError("oauthProviderNotEnabled", {
      param: "strategy",
      values: { provider: wanted },
    });
  }
  const request = await readOAuthRequest(call, strategy);
  await requireRecentProof(call);
  return changeWork(call, async (work) => {
    const locked = await lockMe(work, user.id);
    // What was begun before and never came back makes room.
    for (const { id, claimed, provider } of locked.external_accounts) {
      if (!claimed && provider === strategy) await deleteExternalAccountRow(work, id);
    }
    const row = newAccountRow(work, { userId: user.id, provider: strategy });
    const verification = await beginOAuth(work, {
      request,
      clientId: session.client_id,
      purpose: { kind: "external_account", id: row.id, sessionId: session.id },
    });
    const begun: ExternalAccountRow = { ...row, verification };
    await insertExternalAccount(work, begun);
    return externalAccountJson(begun, work);
  });
}

async function lockMe(work: Work, id: string): Promise<User> {
  const locked = await lockUserRow(work, id);
  if (locked === undefined) throw clerkError("authenticationInvalid");
  return locked;
}

/** A round trip for more scopes. Until it is over the account stays what it is. */
async function reauthorize(call: FrontendCall, { id = "" }: Path) {
  const { user, session } = await requireSignedIn(call);
  const { provider } = requireOwn(user, id);
  const strategy = offeredStrategy(call, provider);
  if (strategy === undefined) throw clerkError("oauthProviderNotEnabled", { values: { provider } });
  const request = await readOAuthRequest(call, strategy);
  return changeWork(call, async (work) => {
    const row = requireOwn(await lockMe(work, user.id), id);
    const shown = await beginOAuth(work, {
      request: { ...request, loginHint: request.loginHint ?? (row.email_address || undefined) },
      clientId: session.client_id,
      purpose: { kind: "external_account", id, sessionId: session.id },
    });
    return externalAccountJson(row, { ...work, shown });
  });
}
