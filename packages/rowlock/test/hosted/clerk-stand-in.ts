// A hosted Clerk instance for tests: Rowlock's own identity service at one address, as hosted has it, and the two
// operations of the Platform API that tell the claims of session tokens.
import { createServer } from "node:http";
import { createClerkClient } from "@clerk/backend";
import { getRequestListener } from "@hono/node-server";
import { publishableKeyFor } from "../../src/identity/addresses.ts";
import { createIdentity } from "../../src/identity/create-identity.ts";
import { generateInstanceKey, loadInstanceKey } from "../../src/tokens/keys/instance-key.ts";
import { createTestDatabase } from "../database.ts";
import { findFreePorts } from "../free-ports.ts";

const SECRET_KEY = `sk_test_${"s".repeat(40)}`;
export const PLATFORM_KEY = `ak_${"0".repeat(40)}`;

export interface ClerkStandIn {
  /** Of both its APIs, and the issuer of its tokens. */
  readonly url: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  /** By which its session tokens are signed. */
  readonly keyId: string;
  /** What session tokens carry beside Clerk's own claims. */
  sessionClaims: Record<string, string>;
  close(): Promise<void>;
}

export interface StandInTemplate {
  readonly name: string;
  readonly claims: Readonly<Record<string, string>>;
}

export async function startClerk(template: StandInTemplate): Promise<ClerkStandIn> {
  const { base: port } = await findFreePorts();
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  const publishableKey = publishableKeyFor(host);
  const database = await createTestDatabase({ app: false });
  const keys = { current: loadInstanceKey(await generateInstanceKey()), retired: [] };
  const identity = await createIdentity({
    connectionString: database.ownerUrl,
    issuer: url,
    appUrl: url,
    publishableKey,
    secretKey: SECRET_KEY,
    keys: () => keys,
    projectSigning: () => ({
      projectSecrets: ["a project secret of more than thirty-two bytes"],
      allowedRoles: ["anon", "authenticated"],
    }),
    clock: Date.now,
    log: () => {},
  });
  const sdk = createClerkClient({
    secretKey: SECRET_KEY,
    publishableKey,
    apiUrl: url,
    telemetry: { disabled: true },
  });
  await identity.declareTemplates([
    {
      ...template,
      lifetime: 60,
      allowed_clock_skew: 5,
      signing_algorithm: "HS256",
      signing_key: "project",
    },
  ]);
  const state = { sessionClaims: { role: "authenticated" } as Record<string, string> };
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/v1/platform/")) return identity.fetch(request);
    if (request.headers.get("authorization") !== `Bearer ${PLATFORM_KEY}`) {
      return Response.json({ errors: [{ code: "authorization_invalid" }] }, { status: 403 });
    }
    if (pathname.endsWith("/config")) {
      return Response.json({ config_version: "1", session: { claims: state.sessionClaims } });
    }
    const instance = await sdk.instance.get();
    const instances = [{ instance_id: instance.id, environment_type: instance.environmentType }];
    return Response.json([{ application_id: "app_1", name: "stand-in", instances }]);
  };
  const server = createServer(getRequestListener(answer));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return Object.assign(state, {
    url,
    secretKey: SECRET_KEY,
    publishableKey,
    keyId: keys.current.kid,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await identity.close();
      await database.drop();
    },
  });
}
