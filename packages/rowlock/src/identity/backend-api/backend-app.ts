// The Backend API: what servers that hold the secret key speak to. Nothing is read of a request before the key was
// compared, in constant time.
import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { clerkError } from "../errors/clerk-api-error.ts";
import { errorResponse } from "../errors/wire-error.ts";
import { Form, valuesOf } from "../forms/form.ts";
import type { Instance } from "../instance.ts";
import { betaFeatureRoutes } from "./beta-features.ts";
import { clientRoutes } from "./clients.ts";
import { emailAddressRoutes } from "./email-addresses.ts";
import { externalAccountRoutes } from "./external-accounts.ts";
import { instanceRoutes } from "./instance.ts";
import { instanceFeatureRoutes } from "./instance-features.ts";
import { invitationRoutes } from "./invitations.ts";
import { jwksRoutes } from "./jwks.ts";
import { jwtTemplateRoutes } from "./jwt-templates.ts";
import { membershipRoutes } from "./memberships.ts";
import { messageTemplateRoutes } from "./message-templates.ts";
import { organizationDomainRoutes } from "./organization-domains.ts";
import { organizationInvitationRoutes } from "./organization-invitations.ts";
import { organizationRoutes } from "./organizations.ts";
import { phoneNumberRoutes } from "./phone-numbers.ts";
import { proxyCheckRoutes } from "./proxy-checks.ts";
import { readBody } from "./read-body.ts";
import { redirectUrlRoutes } from "./redirect-urls.ts";
import { permissionRoutes, roleRoutes } from "./roles.ts";
import type { BackendApp, BackendEnvironment } from "./routes.ts";
import { rowlockSettingsRoutes } from "./rowlock-settings.ts";
import { rowlockWebhookRoutes } from "./rowlock-webhooks.ts";
import { sessionRoutes } from "./sessions.ts";
import { signUpRoutes } from "./sign-ups.ts";
import { ticketRoutes } from "./tickets.ts";
import { userActionRoutes } from "./user-actions.ts";
import { userRoutes } from "./users.ts";
import { waitlistRoutes } from "./waitlist-entries.ts";

export function createBackendApp(instance: Instance): BackendApp {
  const app: BackendApp = new Hono<BackendEnvironment>({ strict: false });
  app.use(async (context, next) => {
    const { req } = context;
    requireSecretKey(instance, req.header("authorization"));
    const body = req.method === "GET" ? undefined : await readBody(req.raw);
    context.set("call", {
      instance,
      form: body?.form ?? new Form({}),
      items: body?.items,
      file: body?.file,
      query: new Form(valuesOf(new URL(req.url).searchParams)),
    });
    await next();
    context.header("Cache-Control", "no-store");
  });
  app.onError((error, { req }) =>
    errorResponse(error, { method: req.method, path: req.path, log: instance.log }),
  );
  app.notFound(({ req: { method, path } }) => {
    instance.log({ kind: "missing_endpoint", api: "backend", method, path });
    return errorResponse(clerkError("endpointNotFound"), { method, path, log: instance.log });
  });
  jwksRoutes(app);
  userRoutes(app);
  userActionRoutes(app);
  emailAddressRoutes(app);
  phoneNumberRoutes(app);
  externalAccountRoutes(app);
  sessionRoutes(app);
  clientRoutes(app);
  jwtTemplateRoutes(app);
  ticketRoutes(app);
  invitationRoutes(app);
  signUpRoutes(app);
  instanceRoutes(app);
  betaFeatureRoutes(app);
  organizationRoutes(app);
  membershipRoutes(app);
  organizationInvitationRoutes(app);
  organizationDomainRoutes(app);
  redirectUrlRoutes(app);
  proxyCheckRoutes(app);
  messageTemplateRoutes(app);
  waitlistRoutes(app);
  roleRoutes(app);
  permissionRoutes(app);
  rowlockSettingsRoutes(app);
  rowlockWebhookRoutes(app);
  instanceFeatureRoutes(app);
  return app;
}

/** @throws ClerkApiError authorization_header_format_invalid, clerk_key_invalid */
function requireSecretKey(instance: Instance, header: string | undefined): void {
  const key = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  if (key === undefined) throw clerkError("authorizationHeaderInvalid");
  if (!timingSafeEqual(digest(key), digest(instance.secretKey))) {
    throw clerkError("secretKeyInvalid");
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
