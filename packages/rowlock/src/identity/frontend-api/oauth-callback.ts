// GET /v1/oauth_callback: a browser comes back from a provider. The state is taken first, good once and for its own client;
// then the code, with the verifier; and only then is anything decided. What goes wrong from there on lies in the attempt,
// and the browser is sent on, as with Clerk.
import type { Context } from "hono";
import { providerName } from "../../config/social-providers.ts";
import { ClerkApiError, clerkError } from "../errors/clerk-api-error.ts";
import { DEV_BROWSER_COOKIE, newDevBrowser } from "../handshake/dev-browser.ts";
import { redeemCode } from "../social/codes.ts";
import { type ClientRow, lockClient } from "../store/clients.ts";
import { insertRotatingNonce, type OAuthState, takeOAuthState } from "../store/oauth-states.ts";
import { findSignIn } from "../store/sign-ins.ts";
import { findSignUp } from "../store/sign-ups.ts";
import type { OAuthVerification, ProviderAccount } from "../verification/oauth-verification.ts";
import type { Work } from "../work.ts";
import { change, type FrontendCall } from "./frontend-call.ts";
import { decideConnection, failConnection } from "./oauth/connect-account.ts";
import { type FrontendApp, type FrontendEnvironment, tellClientToken } from "./routes.ts";
import { decideSignIn, failSignIn } from "./sign-in/sign-in-by-account.ts";
import { decideSignUp, failSignUp } from "./sign-up/sign-up-by-account.ts";

export function oauthCallbackRoutes(app: FrontendApp): void {
  app.get("/v1/oauth_callback", async (context) => {
    const call = context.get("call");
    const state = await takeState(call);
    const proved = await proveAccount(call, state);
    const outcome = await settle(call, { state, proved });
    // An app on a device learns of its new token from the nonce; this browser is not the app's.
    if (!state.native) tellClientToken(context);
    return context.redirect(targetOf(context, { state, outcome }), 303);
  });
}

/** @throws ClerkApiError oauth_callback_invalid */
async function takeState(call: FrontendCall): Promise<OAuthState> {
  const text = call.query.text("state");
  const clientId = call.clientToken.client?.id;
  const state = text
    ? await change(call, (work) => takeOAuthState(work, { state: text, clientId, now: work.now }))
    : undefined;
  if (state === undefined) throw clerkError("oauthCallbackInvalid");
  return state;
}

/** Who came; or why nobody did. */
async function proveAccount(
  call: FrontendCall,
  state: OAuthState,
): Promise<ProviderAccount | ClerkApiError> {
  const { provider, redirect_uri: redirectUri, code_verifier: verifier } = state;
  if (!call.instance.settings.current().social.includes(provider)) {
    return clerkError("oauthProviderNotEnabled", { values: { provider } });
  }
  if (call.query.text("error") === "access_denied") {
    return clerkError("oauthAccessDenied", { values: { provider: providerName(provider) } });
  }
  const code = call.query.text("code") ?? "";
  const account = await change(call, (work) =>
    redeemCode(work, { provider, code, verifier, redirectUri }),
  );
  return account ?? clerkError("oauthTokenExchange");
}

/** What became of the attempt. */
interface Outcome {
  readonly sessionMade: boolean;
  readonly verification: OAuthVerification | null;
  /** Of an app on a device. */
  readonly nonce: string | undefined;
}

interface Returned {
  readonly state: OAuthState;
  readonly proved: ProviderAccount | ClerkApiError;
}

async function settle(call: FrontendCall, { state, proved }: Returned): Promise<Outcome> {
  const run = (result: ProviderAccount | ClerkApiError) =>
    change(call, (work) => settleAttempt(call, { work, state, proved: result }));
  if (proved instanceof ClerkApiError) return run(proved);
  try {
    return await run(proved);
  } catch (error) {
    // INVARIANT: what the refused attempt wrote is undone before the refusal is kept.
    if (error instanceof ClerkApiError && error.code !== INVALID) return run(error);
    throw error;
  }
}

const { code: INVALID } = clerkError("oauthCallbackInvalid");

interface Settling extends Returned {
  readonly work: Work;
}

async function settleAttempt(
  call: FrontendCall,
  { work, state, proved }: Settling,
): Promise<Outcome> {
  const client = await lockClient(work, state.client_id);
  if (client === undefined) throw clerkError("oauthCallbackInvalid");
  const nonce = state.native ? work.newSecret() : undefined;
  if (nonce !== undefined) {
    await insertRotatingNonce(work, { nonce, clientId: client.id, now: work.now });
  }
  const result = await (state.purpose.kind === "sign_in"
    ? returnToSignIn(call, { work, state, proved, client })
    : state.purpose.kind === "sign_up"
      ? returnToSignUp(call, { work, state, proved, client })
      : returnToProfile({ work, state, proved, client }));
  // The app's token changes whatever the outcome: who only knows the old one gets nothing of what came about here.
  if (state.native && !result.sessionMade) await call.clientToken.renew(work, client);
  return { ...result, nonce };
}

type Result = Omit<Outcome, "nonce">;

interface Returning extends Settling {
  readonly client: ClientRow;
}

async function returnToSignIn(
  call: FrontendCall,
  { work, state, proved, client }: Returning,
): Promise<Result> {
  const { id } = state.purpose;
  const signIn = await findSignIn(work, { id, clientId: client.id, lock: true });
  const verification = signIn?.first_factor ?? null;
  const current = client.sign_in_id === id && signIn !== undefined && signIn.abandon_at > work.now;
  if (!current || verification === null || !("url" in verification)) {
    throw clerkError("oauthCallbackInvalid");
  }
  const returned = { work, client, signIn, verification };
  const settled =
    proved instanceof ClerkApiError
      ? await failSignIn(returned, proved)
      : await decideSignIn(call, { ...returned, account: proved });
  const factor = settled.first_factor;
  return {
    sessionMade: settled.created_session_id !== null,
    verification: factor !== null && "url" in factor ? factor : null,
  };
}

async function returnToSignUp(
  call: FrontendCall,
  { work, state, proved, client }: Returning,
): Promise<Result> {
  const { id } = state.purpose;
  const signUp = await findSignUp(work, { id, clientId: client.id, lock: true });
  const verification = signUp?.external_account?.verification;
  const current = client.sign_up_id === id && signUp !== undefined && signUp.abandon_at > work.now;
  if (!current || verification === undefined || signUp.status !== "missing_requirements") {
    throw clerkError("oauthCallbackInvalid");
  }
  const returned = { work, client, signUp, verification };
  const settled =
    proved instanceof ClerkApiError
      ? await failSignUp(returned, proved)
      : await decideSignUp(call, { ...returned, account: proved });
  return {
    sessionMade: settled.created_session_id !== null,
    verification: settled.external_account?.verification ?? null,
  };
}

async function returnToProfile({ work, state, proved, client }: Returning): Promise<Result> {
  const { purpose } = state;
  if (purpose.kind !== "external_account") throw clerkError("oauthCallbackInvalid");
  const returned = { work, client, purpose };
  const settled =
    proved instanceof ClerkApiError
      ? await failConnection(returned, proved)
      : await decideConnection(returned, proved);
  return { sessionMade: false, verification: settled.verification };
}

function targetOf(
  context: Context<FrontendEnvironment>,
  { state, outcome }: { readonly state: OAuthState; readonly outcome: Outcome },
): string {
  const { instance } = context.get("call");
  const { addresses, random } = instance;
  const target = new URL(outcome.sessionMade ? state.complete_url : state.redirect_url);
  const isPortal = target.origin === new URL(addresses.app).origin;
  if (isPortal && !outcome.sessionMade && state.purpose.kind !== "external_account") {
    tellPortal(target, state);
  }
  if (outcome.nonce !== undefined) {
    target.searchParams.set("rotating_token_nonce", outcome.nonce);
    if (outcome.verification?.status === "failed") {
      target.searchParams.set("__clerk_status", "failed");
      target.searchParams.set("__clerk_error_code", outcome.verification.error?.code ?? "");
    }
    return target.href;
  }
  // Middleware takes a page without cookies for signed out; this makes it ask, by a handshake.
  if (outcome.sessionMade && !addresses.production) {
    target.searchParams.set(DEV_BROWSER_COOKIE, newDevBrowser(random));
  }
  return target.href;
}

/**
 * The account portal goes on where a sign-in becomes a sign-up, or something is still asked for. A modal of an app tells
 * it in no way where its person came from; only the attempt knows.
 */
function tellPortal(page: URL, { complete_url: afterwards }: OAuthState): void {
  for (const name of ["sign_in_fallback_redirect_url", "sign_up_fallback_redirect_url"]) {
    if (!page.searchParams.has(name)) page.searchParams.set(name, afterwards);
  }
}
