// The documents under /.well-known, and the account portal's place. Apps on devices have none of their own here, so the
// lists for them are empty.
import { jwksDocument } from "../../tokens/keys/instance-keys.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { FrontendApp } from "./routes.ts";

export function wellKnownRoutes(app: FrontendApp): void {
  app.get("/.well-known/jwks.json", (context) => {
    const { instance } = context.get("call");
    return context.json(jwksDocument(instance.keys(), Math.floor(instance.clock() / 1000)), 200, {
      "Cache-Control": "public, max-age=60",
    });
  });
  app.get("/.well-known/openid-configuration", (context) => {
    const { issuer } = context.get("call").instance.addresses;
    return context.json({
      ...providerDocument(issuer),
      introspection_endpoint: `${issuer}/oauth/token_info`,
      userinfo_endpoint: `${issuer}/oauth/userinfo`,
      response_modes_supported: ["query"],
      backchannel_logout_supported: false,
      frontchannel_logout_supported: false,
    });
  });
  app.get("/.well-known/oauth-authorization-server", (context) =>
    context.json(providerDocument(context.get("call").instance.addresses.issuer)),
  );
  app.get("/.well-known/assetlinks.json", (context) => context.json([]));
  app.get("/.well-known/apple-app-site-association", (context) =>
    context.json({ webcredentials: { apps: [] } }),
  );
  app.get("/.well-known/webauthn", (context) => {
    const origins = context.get("call").instance.allowedOrigins();
    if (origins.length === 0) throw clerkError("resourceNotFound");
    return context.json({ origins });
  });
}

/** Signing in to other apps by this one is off: the addresses are Clerk's, and answer so. */
function providerDocument(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    revocation_endpoint: `${issuer}/oauth/token/revoke`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    scopes_supported: ["openid", "profile", "email"],
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "none", "client_secret_post"],
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "email", "name"],
    code_challenge_methods_supported: ["S256"],
  };
}
