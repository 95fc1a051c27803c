// What a browser brings to the provider's page, as OAuth 2 spells it, and what a provider checks of it. Only a request that
// this service has under way is looked at, so that nobody else's page can show who is known here.
import { isOAuthStrategy, type OAuthStrategy } from "../../config/social-providers.ts";
import type { Addresses } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import { findPendingProvider } from "../store/oauth-states.ts";

export interface AuthorizationRequest {
  readonly provider: OAuthStrategy;
  readonly state: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scopes: string;
  readonly loginHint: string | undefined;
}

export function callbackAddress({ app }: Addresses): string {
  return `${app}/v1/oauth_callback`;
}

/** The address of a provider's page. */
export function authorizationAddress(
  { addresses, id }: Instance,
  request: AuthorizationRequest & { readonly prompt: string | undefined },
): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: id,
    redirect_uri: request.redirectUri,
    scope: request.scopes,
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: "S256",
    ...(request.loginHint === undefined ? {} : { login_hint: request.loginHint }),
    ...(request.prompt === undefined ? {} : { prompt: request.prompt }),
  });
  return `${addresses.app}/social/${request.provider.slice("oauth_".length)}/authorize?${query}`;
}

/** Reads a request; a text says in a sentence why it is refused. */
export async function readAuthorizationRequest(
  instance: Instance,
  url: URL,
): Promise<AuthorizationRequest | string> {
  const provider = `oauth_${/^\/social\/([^/]+)\/authorize$/.exec(url.pathname)?.[1] ?? ""}`;
  const text = (name: string) => url.searchParams.get(name) ?? "";
  const { database, clock, settings, addresses, id } = instance;
  const pending = await findPendingProvider(database, { state: text("state"), now: clock() });
  if (!isOAuthStrategy(provider) || pending !== provider) {
    return "This request is over, or was never made here.";
  }
  if (!settings.current().social.includes(provider)) return "This provider is switched off.";
  if (text("client_id") !== id || text("redirect_uri") !== callbackAddress(addresses)) {
    return "This request is not this app's.";
  }
  const challenge = text("code_challenge");
  const pkce = text("code_challenge_method") === "S256" && /^[\w-]{43}$/.test(challenge);
  if (text("response_type") !== "code" || !pkce) {
    return "This request asks for something else than a code with an S256 challenge.";
  }
  return {
    provider,
    state: text("state"),
    redirectUri: text("redirect_uri"),
    challenge,
    scopes: text("scope"),
    loginHint: url.searchParams.get("login_hint") ?? undefined,
  };
}
