// An identity service on a fresh database, with a clock that tests move, and the two who speak to it: a browser as
// clerk-js speaks, and a server with the official @clerk/backend over real HTTP.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClerkClient, createClerkClient } from "@clerk/backend";
import { getRequestListener } from "@hono/node-server";
import { createTestDatabase } from "../../../test/database.ts";
import { generateInstanceKey, loadInstanceKey } from "../../tokens/keys/instance-key.ts";
import { type InstanceKeys, rotateInstanceKeys } from "../../tokens/keys/instance-keys.ts";
import { publishableKeyFor } from "../addresses.ts";
import { createIdentity, type Identity, type IdentityOptions } from "../create-identity.ts";
import type { IdentityEvent } from "../identity-log.ts";
import { TestBrowser } from "./test-browser.ts";

export const ISSUER_HOST = "127.0.0.1:54399";
export const APP_ORIGIN = "http://localhost:3000";
export const SECRET_KEY = `sk_test_${"s".repeat(40)}`;
export const PROJECT_SECRET = "a project secret of more than thirty-two bytes";
export const PASSWORD = "correct horse battery";

export interface TestIdentity {
  readonly identity: Identity;
  readonly sdk: ClerkClient;
  /** Where the service listens. */
  readonly url: string;
  readonly publishableKey: string;
  readonly connectionString: string;
  readonly events: IdentityEvent[];
  readonly clock: { now: number };
  keys: InstanceKeys;
  projectSecrets: string[];
  browser(): TestBrowser;
  /** Another service on the same database: a restart. */
  restart(): Promise<Identity>;
  /** The code of the newest mail to an address. */
  newestCode(emailAddress: string): Promise<string>;
  rotateKey(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestIdentity(
  options: Partial<IdentityOptions> = {},
): Promise<TestIdentity> {
  const database = await createTestDatabase({ app: false });
  const events: IdentityEvent[] = [];
  const clock = { now: Date.now() };
  const publishableKey = publishableKeyFor(ISSUER_HOST);
  const state = {
    keys: { current: loadInstanceKey(await generateInstanceKey()), retired: [] } as InstanceKeys,
    projectSecrets: [PROJECT_SECRET],
  };
  const open = () =>
    createIdentity({
      connectionString: database.ownerUrl,
      issuer: `http://${ISSUER_HOST}`,
      appUrl: "http://localhost:54399",
      publishableKey,
      secretKey: SECRET_KEY,
      keys: () => state.keys,
      projectSigning: () => ({
        projectSecrets: state.projectSecrets,
        allowedRoles: ["anon", "authenticated"],
      }),
      clock: () => clock.now,
      log: (event) => events.push(event),
      ...options,
    });
  const identity = await open();
  const server = createServer(getRequestListener((request) => identity.fetch(request)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const restarted: Identity[] = [];
  return Object.assign(state, {
    identity,
    sdk: createClerkClient({
      secretKey: SECRET_KEY,
      publishableKey,
      apiUrl: url,
      telemetry: { disabled: true },
    }),
    url,
    publishableKey,
    connectionString: database.ownerUrl,
    events,
    clock,
    browser: () => new TestBrowser((request) => identity.fetch(request)),
    async restart() {
      const next = await open();
      restarted.push(next);
      return next;
    },
    async newestCode(emailAddress: string) {
      const [message] = await identity.listMessages({ to: emailAddress });
      return String(message?.data.otp_code);
    },
    async rotateKey() {
      const key = loadInstanceKey(await generateInstanceKey());
      const validUntil = Math.floor(clock.now / 1000) + 3600;
      state.keys = rotateInstanceKeys(state.keys, { key, validUntil });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const next of restarted) await next.close();
      await identity.close();
      await database.drop();
      // Whatever a test provoked, the service never answered with an error that it did not foresee.
      for (const event of events) if (event.kind === "error") throw event.error;
    },
  });
}
