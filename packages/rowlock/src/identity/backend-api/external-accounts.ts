// /v1/users/:id/external_accounts and the tokens by which an app's server would ask a provider. A token that has run out is
// renewed as it is asked for.
import { isOAuthStrategy } from "../../config/social-providers.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { oauthAccessTokenJson } from "../resources/external-account.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import { findAccountToken } from "../store/external-accounts.ts";
import type { ExternalAccountRow } from "../store/users.ts";
import { giveToken, removeAccount } from "../users/link-account.ts";
import { tellUser } from "../users/tell-user.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, lockUser, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

type Path = Readonly<Record<string, string>>;

export function externalAccountRoutes(app: BackendApp): void {
  route(app, ["GET", "/users/:id/oauth_access_tokens/:provider"], listTokens);
  route(app, ["DELETE", "/users/:id/external_accounts/:account"], (call, path) =>
    change(call, async (work) => {
      const user = await lockUser(work, path.id ?? "");
      const account = user.external_accounts.find(({ id }) => id === path.account);
      if (account === undefined) throw clerkError("resourceNotFound");
      await removeAccount(work, { user, account });
      await tellUser(work, "user.updated", user.id);
      return deletedJson("external_account", account.id);
    }),
  );
}

async function listTokens(call: BackendCall, { id = "", provider = "" }: Path) {
  const strategy = provider.startsWith("oauth_") ? provider : `oauth_${provider}`;
  if (!isOAuthStrategy(strategy)) {
    throw clerkError("oauthProviderUnsupported", { values: { provider } });
  }
  const { limit, offset } = pageOf(call);
  const tokens = await change(call, async (work) => {
    const user = await lockUser(work, id);
    const own = user.external_accounts.filter(
      (account) => account.claimed && account.provider === strategy,
    );
    const tokens = [];
    for (const account of own) tokens.push(await tokenOf(work, account));
    return tokens;
  });
  const data = tokens.slice(offset, offset + limit);
  return call.query.flag("paginated") === true ? pageJson(data, tokens.length) : data;
}

async function tokenOf(work: Work, account: ExternalAccountRow) {
  const token = await findAccountToken(work, account.id);
  if (token === undefined) throw clerkError("oauthMissingAccessToken");
  const fresh = token.expires_at > work.now ? token : await giveToken(work, account.id);
  return oauthAccessTokenJson(account, fresh);
}
