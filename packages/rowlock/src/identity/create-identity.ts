// The Clerk-compatible identity service, put together: one fetch handler for browsers and servers, and the operations
// that the stack and the commands call directly. Everything from outside (clock, randomness, keys, log) is passed in.
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import pg from "pg";
import type { SeedOrganization } from "../config/clerk-instance.ts";
import type { DeclaredJwtTemplate, DeclaredWebhook, SeedUser } from "../config/rowlock-config.ts";
import { createOriginPolicy } from "../http/origin-policy.ts";
import type { InstanceKeys } from "../tokens/keys/instance-keys.ts";
import type { ProjectSigning } from "../tokens/templates/role-rule.ts";
import { createAddresses } from "./addresses.ts";
import { createBackendApp } from "./backend-api/backend-app.ts";
import { type Bundle, locateBundles } from "./bundles/locate-bundles.ts";
import { bundleRoutes } from "./bundles/serve-bundle.ts";
import { declareTemplates } from "./declared/declare-templates.ts";
import type { SeedDigests } from "./declared/seed-digests.ts";
import { seedOrganizations } from "./declared/seed-organizations.ts";
import { type SeededUser, seedUsers } from "./declared/seed-users.ts";
import { errorResponse } from "./errors/wire-error.ts";
import { isNativeRequest } from "./frontend-api/admit-request.ts";
import { createFrontendApp } from "./frontend-api/frontend-app.ts";
import { imageRoutes } from "./frontend-api/images.ts";
import type { IdentityLog } from "./identity-log.ts";
import type { Instance } from "./instance.ts";
import { createNewId, type RandomBytes } from "./new-id.ts";
import { createOperations, type IdentityOperations } from "./operations.ts";
import { ensureDefaultRoles } from "./organizations/default-roles.ts";
import { createPasswordHasher } from "./passwords/hash-password.ts";
import { portalRoutes } from "./portal/portal-routes.ts";
import type { SettingsInput } from "./settings.ts";
import { createSettingsHolder } from "./settings-holder.ts";
import { isSocialChange, socialRoutes } from "./social/social-routes.ts";
import { openIdentityDatabase } from "./store/identity-database.ts";
import { ensureInstance } from "./store/instance.ts";
import { migrateIdentityDatabase } from "./store/migrate.ts";
import { createTemplateCache } from "./templates/template-cache.ts";
import { openWebhooks } from "./webhooks/webhooks.ts";

export interface IdentityOptions {
  /** The `rowlock_identity` database, as its own login. */
  readonly connectionString: string;
  /** Connections to it at most. Default 10. */
  readonly maxConnections?: number | undefined;
  /** `iss` of every token, such as `http://127.0.0.1:54331`; its host is the publishable key's. */
  readonly issuer: string;
  /** Where apps and browsers reach the service, such as `http://localhost:54331`. */
  readonly appUrl: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  /** Asked for each token: keys rotate. */
  readonly keys: () => InstanceKeys;
  /** The project's JWT secrets (current first) and the roles that a person's token may name. */
  readonly projectSigning: () => ProjectSigning;
  /** Origins besides loopback ones. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** What the configuration declares; it lies over what is stored. */
  readonly settings?: SettingsInput | undefined;
  readonly log?: IdentityLog | undefined;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly clock?: (() => number) | undefined;
  readonly random?: RandomBytes | undefined;
  /** Sends webhooks, and looks whether a proxy leads here. Default: the global fetch. */
  readonly fetch?: typeof fetch | undefined;
  /** False: events are kept for whoever delivers them later, as a command of a moment does. Default true. */
  readonly deliverWebhooks?: boolean | undefined;
  /** Seconds to wait after each failed attempt. Default: as Clerk's deliveries wait. */
  readonly webhookRetrySeconds?: readonly number[] | undefined;
  /** Default: the bundles of the installed packages, or those built in. */
  readonly bundles?: (() => readonly Bundle[]) | undefined;
}

export interface Identity extends IdentityOperations {
  readonly instanceId: string;
  /** Answers the Frontend API, the Backend API, the bundles, pictures and the account portal. */
  fetch(request: Request): Promise<Response>;
  /** Makes or updates the users that rowlock.toml declares. @throws RowlockError SEED_USER_REFUSED */
  seedUsers(seeds: readonly SeedUser[], digests?: SeedDigests): Promise<readonly SeededUser[]>;
  /** Makes the organizations that rowlock.toml declares. @throws RowlockError SEED_ORGANIZATION_REFUSED */
  seedOrganizations(seeds: readonly SeedOrganization[]): Promise<void>;
  /** Puts the templates that rowlock.toml declares in place. @throws RowlockError TEMPLATE_REFUSED */
  declareTemplates(templates: readonly DeclaredJwtTemplate[]): Promise<void>;
  /** Puts the webhooks that rowlock.toml declares in place. */
  declareWebhooks(webhooks: readonly DeclaredWebhook[]): Promise<void>;
  /** Delivers what is due now, for tests with a clock of their own; gives the number of attempts. */
  deliverWebhooks(): Promise<number>;
  /** Ends deliveries and closes the connections. */
  close(): Promise<void>;
}

const SIMULTANEOUS_HASHES = 2;

/** Opens the service on its database, which is brought to this version. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.maxConnections ?? 10,
    application_name: "rowlock-identity",
  });
  // A connection that breaks while idle is replaced; one that breaks at work rejects that work.
  pool.on("error", () => {});
  try {
    const instance = await createInstance(options, pool);
    if (options.deliverWebhooks ?? true) await instance.webhooks.start();
    return {
      ...createOperations(instance),
      instanceId: instance.id,
      fetch: createFetch(instance, options.bundles ?? locateBundles),
      seedUsers: (seeds, digests) => seedUsers(instance, seeds, digests),
      seedOrganizations: (seeds) => seedOrganizations(instance, seeds),
      declareTemplates: (templates) => declareTemplates(instance, templates),
      declareWebhooks: (webhooks) => instance.webhooks.endpoints.declare(webhooks),
      deliverWebhooks: () => instance.webhooks.deliverDue(),
      async close() {
        await instance.webhooks.stop();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function createInstance(options: IdentityOptions, pool: pg.Pool): Promise<Instance> {
  const clock = options.clock ?? Date.now;
  const random = options.random ?? randomBytes;
  const log = options.log ?? (() => {});
  const database = openIdentityDatabase(pool);
  const newId = createNewId(random);
  const now = clock();
  await migrateIdentityDatabase(database, now);
  const row = await ensureInstance(database, { id: newId("instance", now), now });
  await database.transaction((transaction) => ensureDefaultRoles(transaction, { now, newId }));
  const settings = createSettingsHolder({
    database,
    clock,
    stored: row.settings,
    declared: options.settings ?? {},
  });
  const allowedOrigins = () => [
    ...(options.allowedOrigins ?? []),
    ...settings.current().allowed_origins,
  ];
  return {
    id: row.id,
    database,
    clock,
    random,
    newId,
    log,
    addresses: createAddresses({
      issuer: options.issuer,
      app: options.appUrl,
      publishableKey: options.publishableKey,
    }),
    allowedOrigins,
    origins: createOriginPolicy(allowedOrigins),
    passwords: createPasswordHasher(SIMULTANEOUS_HASHES),
    settings,
    webhooks: await openWebhooks({
      database,
      clock,
      random,
      newId,
      fetch: options.fetch ?? fetch,
      log,
      retrySeconds: options.webhookRetrySeconds,
    }),
    templates: createTemplateCache(options.projectSigning),
    secretKey: options.secretKey,
    fetch: options.fetch ?? fetch,
    keys: options.keys,
    projectSigning: options.projectSigning,
  };
}

const OVERRIDES = ["PATCH", "PUT", "DELETE"];

/** One address for both APIs: who sends an Authorization header is a native app and says so, or a server, which gets the Backend API. */
function createFetch(instance: Instance, bundles: () => readonly Bundle[]): Identity["fetch"] {
  const frontend = createFrontendApp(instance);
  const backend = createBackendApp(instance);
  const files = new Hono();
  bundleRoutes(files, {
    service: instance.addresses.app,
    locate: bundles,
    onOtherGeneration: (asked, given) => instance.log({ kind: "other_bundle", asked, given }),
  });
  portalRoutes(files, instance);
  socialRoutes(files, instance);
  imageRoutes(files, instance);
  files.onError((error, { req: { method, path } }) =>
    errorResponse(error, { method, path, log: instance.log }),
  );
  files.notFound((context) => frontend.fetch(context.req.raw));
  return async (request) => {
    if (isNativeRequest(request)) return frontend.fetch(overrideMethod(request));
    if (request.headers.has("authorization")) return backend.fetch(request);
    if (request.method === "GET" || isSocialChange(request)) return files.fetch(request);
    return frontend.fetch(overrideMethod(request));
  };
}

/** clerk-js sends every change as POST with the real method in `_method`. A GET is never made into a change. */
function overrideMethod(request: Request): Request {
  if (request.method !== "POST") return request;
  const method = new URL(request.url).searchParams.get("_method")?.toUpperCase() ?? "";
  if (!OVERRIDES.includes(method)) return request;
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers: request.headers,
    body: request.body,
    signal: request.signal,
    duplex: "half",
  };
  return new Request(request.url, init);
}
