// /v1/jwks, and tokens that let tests past the bot protection that this service does not have.
import { jwksDocument } from "../../tokens/keys/instance-keys.ts";
import { newSecret } from "../new-id.ts";
import { type BackendApp, route } from "./routes.ts";

const TESTING_TOKEN_LIFETIME_MS = 3_600_000;

export function jwksRoutes(app: BackendApp): void {
  route(app, ["GET", "/jwks"], async ({ instance }) =>
    jwksDocument(instance.keys(), Math.floor(instance.clock() / 1000)),
  );
  route(app, ["POST", "/testing_tokens"], async ({ instance }) => ({
    object: "testing_token",
    token: newSecret(instance.random),
    expires_at: Math.floor((instance.clock() + TESTING_TOKEN_LIFETIME_MS) / 1000),
  }));
}
