// The handshake: a document asks for its cookies by way of this service, which knows the browser, and goes back to
// where it came from. Only to allowed origins. The cookies travel as a nonce (fetched by the app's server, once) or
// as a signed token.
import { signServiceToken } from "../../tokens/service/service-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import type { Instance } from "../instance.ts";
import { newSecret } from "../new-id.ts";
import { mayMint, sessionToken } from "../sessions/mint-tokens.ts";
import { signRefreshToken } from "../sessions/refresh-token.ts";
import type { ClientRow } from "../store/clients.ts";
import { insertHandshake } from "../store/handshakes.ts";
import { findMembership } from "../store/memberships.ts";
import { findOrganization } from "../store/organizations.ts";
import { findSessionContext, type SessionContext } from "../store/session-context.ts";
import { touchSession } from "../store/sessions.ts";
import { DEV_BROWSER_COOKIE, newDevBrowser } from "./dev-browser.ts";
import { expireCookie, sessionCookies, setCookie, YEAR_SECONDS } from "./directives.ts";

const LIFETIME_SECONDS = 60;

/**
 * In characters. With a development key SDKs such as @clerk/backend 2.14 ask for a nonce and then leave it in the address,
 * so that the browser goes round in a circle; a token each of them takes out. What is too long for an address is a nonce.
 */
const LONGEST_IN_ADDRESS = 6_000;

export interface HandshakeAnswer {
  readonly location: string;
  /** For production keys, where the payload travels in a cookie instead of the address. */
  readonly setCookie: string | undefined;
}

export interface HandshakeRequest {
  readonly instance: Instance;
  readonly query: Form;
  /** The browser that the document was asked for by; undefined when it is not known. */
  readonly client: ClientRow | undefined;
}

/** @throws ClerkApiError invalid_handshake */
export async function handshake(request: HandshakeRequest): Promise<HandshakeAnswer> {
  const { instance, query } = request;
  const target = instance.origins.redirectTarget(query.text("redirect_url") ?? "");
  if (target === undefined) {
    throw clerkError("handshakeInvalid", {
      param: "redirect_url",
      values: { reason: "redirect_url must be an address of an allowed origin" },
    });
  }
  const directives = await cookieDirectives(request, target.origin);
  const token = await signServiceToken({
    kind: "handshake",
    issuer: instance.addresses.issuer,
    keys: instance.keys(),
    now: instance.clock,
    claims: { handshake: directives },
    lifetime: LIFETIME_SECONDS,
  });
  const { production } = instance.addresses;
  const asNonce =
    query.text("format") === "nonce" && (production || token.length > LONGEST_IN_ADDRESS);
  const carrier = asNonce ? "__clerk_handshake_nonce" : "__clerk_handshake";
  const value = asNonce ? await keepForNonce(instance, directives) : token;
  if (production) {
    const cookie = setCookie(carrier, value, { maxAge: LIFETIME_SECONDS });
    return { location: target.href, setCookie: cookie };
  }
  target.searchParams.set(carrier, value);
  return { location: target.href, setCookie: undefined };
}

async function keepForNonce(
  { database, clock, random }: Instance,
  directives: readonly string[],
): Promise<string> {
  const nonce = newSecret(random);
  const now = clock();
  await insertHandshake(database, {
    nonce,
    directives,
    expiresAt: now + LIFETIME_SECONDS * 1000,
    now,
  });
  return nonce;
}

async function cookieDirectives(
  request: HandshakeRequest,
  origin: string,
): Promise<readonly string[]> {
  const { instance, query, client } = request;
  const { cookieSuffix, production } = instance.addresses;
  const context = client === undefined ? undefined : await activeSession(request, client);
  const token =
    context === undefined ? undefined : await sessionToken(context, { instance, origin });
  const signedInSince =
    client === undefined || token === undefined ? 0 : Math.floor(client.updated_at / 1000);
  const refresh = `__refresh_${cookieSuffix}`;
  const both = (name: string) => [name, `${name}_${cookieSuffix}`];
  const options = { maxAge: YEAR_SECONDS };
  const devBrowser = query.text(DEV_BROWSER_COOKIE) || newDevBrowser(instance.random);
  return [
    ...(production
      ? [expireCookie("__clerk_handshake"), expireCookie("__clerk_handshake_nonce")]
      : both(DEV_BROWSER_COOKIE).map((name) => setCookie(name, devBrowser, options))),
    ...both("__client_uat").map((name) => setCookie(name, String(signedInSince), options)),
    ...(token === undefined
      ? both("__session").map(expireCookie)
      : sessionCookies(token, cookieSuffix)),
    context === undefined
      ? expireCookie(refresh)
      : setCookie(refresh, await signRefreshToken(instance, context.session.id), {
          ...options,
          httpOnly: true,
        }),
  ];
}

async function activeSession(
  request: HandshakeRequest,
  client: ClientRow,
): Promise<SessionContext | undefined> {
  if (client.last_active_session_id === null) return undefined;
  const context = await findSessionContext(
    request.instance.database,
    client.last_active_session_id,
  );
  if (context === undefined || context.session.client_id !== client.id) return undefined;
  return mayMint(context, request.instance) ? activateOrganization(request, context) : undefined;
}

/** The address of a page may name the organization that it is about (organizationSyncOptions). */
async function activateOrganization(
  { instance, query }: HandshakeRequest,
  context: SessionContext,
): Promise<SessionContext> {
  const asked = query.text("organization_id");
  if (asked === undefined || asked === null) return context;
  const { database, clock } = instance;
  const { session } = context;
  const organization = asked === "" ? undefined : await findOrganization(database, asked);
  const membership =
    organization === undefined
      ? undefined
      : await findMembership(database, {
          organizationId: organization.id,
          userId: session.user_id,
        });
  if (asked !== "" && membership === undefined) return context;
  const organizationId = membership?.organization_id ?? null;
  await touchSession(database, {
    id: session.id,
    organizationId,
    activity: session.activity,
    now: clock(),
  });
  return { ...context, session: { ...session, last_active_organization_id: organizationId } };
}
