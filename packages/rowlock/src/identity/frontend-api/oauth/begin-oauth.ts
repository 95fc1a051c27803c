// The way to a provider: what a request asks for, and the state, the PKCE verifier and the address that the browser goes
// to. Nobody is sent back to anywhere but an allowed origin, or an app's own scheme that is listed.
import { isOAuthStrategy, type OAuthStrategy } from "../../../config/social-providers.ts";
import { originOf } from "../../../http/origin-policy.ts";
import { clerkError } from "../../errors/clerk-api-error.ts";
import { authorizationAddress, callbackAddress } from "../../social/authorization-request.ts";
import { challengeOf } from "../../social/codes.ts";
import { insertOAuthState, type OAuthPurpose } from "../../store/oauth-states.ts";
import { findRedirectUrlByAddress } from "../../store/redirect-urls.ts";
import {
  OAUTH_LIFETIME_MS,
  type OAuthVerification,
  startOAuth,
} from "../../verification/oauth-verification.ts";
import type { Work } from "../../work.ts";
import type { FrontendCall } from "../frontend-call.ts";

/** What a request asks for, checked. */
export interface OAuthRequest {
  readonly strategy: OAuthStrategy;
  readonly redirectUrl: string;
  readonly completeUrl: string;
  readonly scopes: string;
  readonly loginHint: string | undefined;
  readonly prompt: string | undefined;
  readonly native: boolean;
}

/** The strategy when it is one of a provider that is switched on. */
export function offeredStrategy(
  { instance }: FrontendCall,
  strategy: string | null | undefined,
): OAuthStrategy | undefined {
  if (!strategy || !isOAuthStrategy(strategy)) return undefined;
  return instance.settings.current().social.includes(strategy) ? strategy : undefined;
}

/** @throws ClerkApiError form_param_missing, invalid_redirect_url, resource_missmatch */
export async function readOAuthRequest(
  call: FrontendCall,
  strategy: OAuthStrategy,
): Promise<OAuthRequest> {
  const { form, native } = call;
  const redirectUrl = await requireTarget(call, "redirect_url");
  const complete = form.text("action_complete_redirect_url")
    ? await requireTarget(call, "action_complete_redirect_url")
    : redirectUrl;
  const additional = (form.texts("additional_scope") ?? []).join(" ");
  const scopes = new Set(`${baseScopes(strategy)} ${additional}`.split(/\s+/).filter(Boolean));
  return {
    strategy,
    redirectUrl,
    completeUrl: complete,
    scopes: [...scopes].join(" "),
    loginHint: form.text("oidc_login_hint") || form.text("identifier") || undefined,
    prompt: form.text("oidc_prompt") || undefined,
    native,
  };
}

function baseScopes(strategy: OAuthStrategy): string {
  return strategy === "oauth_github" ? "read:user user:email" : "openid email profile";
}

async function requireTarget(call: FrontendCall, param: string): Promise<string> {
  const { instance, native } = call;
  const address = call.form.requireText(param);
  if (!URL.canParse(address)) throw clerkError("redirectUrlInvalid", { param });
  if (new URL(address).pathname === "/popup-callback")
    throw clerkError("popupNotOffered", { param });
  if (instance.origins.redirectTarget(address) !== undefined) return address;
  const listed = native && (await isListed(call, address));
  if (listed) return address;
  // Only the origin is told: the rest of an address may hold what is nobody's business.
  throw clerkError("redirectUrlNotAllowed", {
    param,
    values: { url: originOf(address) ?? new URL(address).protocol },
  });
}

/** An app on a device is opened by a scheme of its own, which somebody listed. */
async function isListed({ instance }: FrontendCall, address: string): Promise<boolean> {
  const url = new URL(address);
  if (url.protocol === "http:" || url.protocol === "https:") return false;
  if ((await findRedirectUrlByAddress(instance.database, address)) !== undefined) return true;
  const origin = originOf(`${url.protocol}//${url.host}`);
  return origin !== undefined && instance.origins.allows(origin);
}

/** Keeps a state for the attempt, and gives the verification that has the address to go to. */
export async function beginOAuth(
  work: Work,
  options: {
    readonly request: OAuthRequest;
    readonly clientId: string;
    readonly purpose: OAuthPurpose;
  },
): Promise<OAuthVerification> {
  const { request, clientId, purpose } = options;
  const { strategy, scopes, loginHint, prompt } = request;
  const [state, verifier] = [work.newSecret(), work.newSecret()];
  const redirectUri = callbackAddress(work.addresses);
  await insertOAuthState(work, {
    state,
    client_id: clientId,
    native: request.native,
    purpose,
    provider: strategy,
    code_verifier: verifier,
    redirect_uri: redirectUri,
    redirect_url: request.redirectUrl,
    complete_url: request.completeUrl,
    expires_at: work.now + OAUTH_LIFETIME_MS,
    now: work.now,
  });
  const url = authorizationAddress(work.instance, {
    provider: strategy,
    state,
    redirectUri,
    challenge: challengeOf(verifier),
    scopes,
    loginHint,
    prompt,
  });
  return startOAuth({ strategy, url, now: work.now });
}
