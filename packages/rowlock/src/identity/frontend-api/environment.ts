// /v1/environment and the few endpoints that a browser asks before it is anybody.
import { jwksDocument } from "../../tokens/keys/instance-keys.ts";
import { newSecret } from "../new-id.ts";
import { environmentJson } from "../resources/environment.ts";
import type { FrontendApp } from "./routes.ts";

export function environmentRoutes(app: FrontendApp): void {
  app.on(["GET", "PATCH"], "/v1/environment", (context) =>
    context.json(environmentJson(context.get("call").instance)),
  );
  app.get("/.well-known/jwks.json", (context) => {
    const { instance } = context.get("call");
    return context.json(jwksDocument(instance.keys(), Math.floor(instance.clock() / 1000)), 200, {
      "Cache-Control": "public, max-age=60",
    });
  });
  app.get("/.well-known/openid-configuration", (context) => {
    const { issuer } = context.get("call").instance.addresses;
    return context.json({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ["RS256"],
      subject_types_supported: ["public"],
    });
  });
  // A marker that the SDKs want in development. INVARIANT: it is never taken as proof of who asks.
  app.post("/v1/dev_browser", (context) =>
    context.json({ id: `dvb_${newSecret(context.get("call").instance.random)}` }),
  );
  app.get("/v1/health", (context) => context.json({ status: "healthy" }));
  app.get("/v1/proxy-health", (context) => context.json({ status: "healthy" }));
}
