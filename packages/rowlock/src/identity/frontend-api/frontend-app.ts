// The Frontend API: what browsers and native apps speak to. Who may come in is decided before anything else happens, and
// nothing that is served here is HTML.
import { Hono } from "hono";
import { clerkError } from "../errors/clerk-api-error.ts";
import { errorResponse } from "../errors/wire-error.ts";
import { Form, valuesOf } from "../forms/form.ts";
import { readBody } from "../forms/read-form-body.ts";
import { handshake } from "../handshake/handshake.ts";
import type { Instance } from "../instance.ts";
import { accountPortalRoutes } from "./account-portal.ts";
import { admitRequest } from "./admit-request.ts";
import { clientRoutes } from "./client.ts";
import { environmentRoutes } from "./environment.ts";
import { guardImpersonation } from "./impersonation.ts";
import { meRoutes } from "./me.ts";
import { membershipRequestRoutes } from "./membership-requests.ts";
import { myEmailRoutes } from "./my-emails.ts";
import { myExternalAccountRoutes } from "./my-external-accounts.ts";
import { myOrganizationRoutes } from "./my-organizations.ts";
import { myPasskeyRoutes } from "./my-passkeys.ts";
import { myPhoneRoutes } from "./my-phones.ts";
import { mySecondFactorRoutes } from "./my-second-factors.ts";
import { mySessionRoutes } from "./my-sessions.ts";
import { oauthCallbackRoutes } from "./oauth-callback.ts";
import { organizationDomainRoutes } from "./organization-domains.ts";
import { organizationInvitationRoutes } from "./organization-invitations.ts";
import { organizationMemberRoutes } from "./organization-members.ts";
import { organizationRoutes } from "./organizations.ts";
import { createSiteCheck } from "./other-site.ts";
import { reverifyRoutes } from "./reverify.ts";
import type { FrontendApp, FrontendEnvironment } from "./routes.ts";
import { sessionActivity } from "./session-activity.ts";
import { sessionRoutes, tokenRoutes } from "./sessions.ts";
import { signInRoutes } from "./sign-ins.ts";
import { signUpRoutes } from "./sign-ups.ts";
import { ticketRoutes } from "./tickets.ts";
import { waitlistRoutes } from "./waitlist.ts";
import { wellKnownRoutes } from "./well-known.ts";

export function createFrontendApp(instance: Instance): FrontendApp {
  const app: FrontendApp = new Hono<FrontendEnvironment>({ strict: false });
  const checkSite = createSiteCheck(instance);
  app.use(async (context, next) => {
    const { req } = context;
    const { origin, native, clientToken } = admitRequest(instance, req.raw);
    if (origin !== undefined) {
      if (!native) checkSite({ request: req.raw, page: origin });
      allowOrigin(context.res.headers, origin);
    }
    if (req.method === "OPTIONS") return preflight(context.res.headers);
    const body = req.method === "GET" ? undefined : await readBody(req.raw);
    context.set("call", {
      instance,
      form: body?.form ?? new Form({}),
      file: body?.file,
      query: new Form(valuesOf(new URL(req.url).searchParams)),
      origin,
      activity: sessionActivity(req.raw.headers),
      native,
      clientToken,
    });
    await next();
    context.header("Cache-Control", context.res.headers.get("Cache-Control") ?? "no-store");
    context.header("X-Content-Type-Options", "nosniff");
  });
  app.onError((error, context) => {
    const { method, path } = context.req;
    const response = errorResponse(error, { method, path, log: instance.log });
    const origin = context.req.header("origin");
    if (origin !== undefined && instance.origins.allows(origin)) {
      allowOrigin(response.headers, origin);
    }
    return response;
  });
  app.notFound((context) => {
    const { method, path } = context.req;
    instance.log({ kind: "missing_endpoint", api: "frontend", method, path });
    return errorResponse(clerkError("endpointNotFound"), { method, path, log: instance.log });
  });
  environmentRoutes(app);
  wellKnownRoutes(app);
  tokenRoutes(app);
  app.use(async (context, next) => {
    const { clientToken, query, native } = context.get("call");
    await clientToken.load();
    const nonce = native ? query.text("rotating_token_nonce") : undefined;
    if (nonce) await clientToken.rotate(nonce);
    await next();
  });
  guardImpersonation(app);
  accountPortalRoutes(app);
  clientRoutes(app);
  sessionRoutes(app);
  oauthCallbackRoutes(app);
  signInRoutes(app);
  signUpRoutes(app);
  reverifyRoutes(app);
  ticketRoutes(app);
  waitlistRoutes(app);
  meRoutes(app);
  myEmailRoutes(app);
  myPhoneRoutes(app);
  myPasskeyRoutes(app);
  myExternalAccountRoutes(app);
  mySecondFactorRoutes(app);
  mySessionRoutes(app);
  myOrganizationRoutes(app);
  organizationRoutes(app);
  organizationMemberRoutes(app);
  organizationInvitationRoutes(app);
  organizationDomainRoutes(app);
  membershipRequestRoutes(app);
  app.get("/v1/client/handshake", async (context) => {
    const { instance, query, clientToken } = context.get("call");
    const request = { instance, query, client: clientToken.client };
    const { location, setCookie } = await handshake(request);
    if (setCookie !== undefined) context.header("Set-Cookie", setCookie);
    return context.redirect(location, 307);
  });
  return app;
}

function allowOrigin(headers: Headers, origin: string): void {
  headers.set("Access-Control-Allow-Origin", origin);
  headers.set("Access-Control-Allow-Credentials", "true");
  // How a native app in a page of its own (an extension's) reads its new client token.
  headers.set("Access-Control-Expose-Headers", "Authorization");
  headers.append("Vary", "Origin");
}

const ALLOWED_HEADERS =
  "Content-Type, Authorization, X-Requested-With, X-Mobile, X-Expo-Sdk-Version, X-Expo-Native-Application-Version";

function preflight(headers: Headers): Response {
  headers.set("Access-Control-Allow-Methods", "GET, POST, PATCH, PUT, DELETE");
  headers.set("Access-Control-Allow-Headers", ALLOWED_HEADERS);
  headers.set("Access-Control-Max-Age", "600");
  return new Response(null, { status: 204, headers });
}
