// The identity service of a stack, with what rowlock.toml declares put in place.
import { createIdentity, type Identity } from "../identity/create-identity.ts";
import type { SeedDigests } from "../identity/declared/seed-digests.ts";
import type { IdentityLog } from "../identity/identity-log.ts";
import type { ProjectState } from "../project/project-state.ts";
import { declaredSettings } from "./declared-settings.ts";

export interface StartIdentityOptions {
  readonly state: ProjectState;
  /** The identity database, as its own login. */
  readonly connectionString: string;
  readonly log: IdentityLog;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** False: what rowlock.toml declares is in place already, because a stack runs. Default true. */
  readonly declares?: boolean | undefined;
  /** The passwords of declared users that were hashed ahead. */
  readonly digests?: SeedDigests | undefined;
  /** False: webhooks wait for the stack. Default true. */
  readonly delivers?: boolean | undefined;
}

/**
 * Seconds between attempts to deliver a webhook: Clerk's waits, with more attempts at first, because on one machine an
 * app that does not answer is most often about to start.
 */
const RETRY_SECONDS = [1, 2, 3, 5, 5, 10, 10, 30, 60, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

/** @throws SEED_USER_REFUSED, SEED_ORGANIZATION_REFUSED, TEMPLATE_REFUSED, DATABASE_UNREACHABLE */
export async function startIdentity(options: StartIdentityOptions): Promise<Identity> {
  const { state } = options;
  const { addresses, keys, project, webhooks } = state.opened;
  const { clerk } = project.rowlock;
  const identity = await createIdentity({
    connectionString: options.connectionString,
    issuer: addresses.clerkIssuer,
    appUrl: addresses.clerk,
    publishableKey: keys.clerkPublishableKey,
    secretKey: keys.clerkSecretKey,
    keys: state.instanceKeys,
    projectSigning: () => ({
      projectSecrets: [state.appKeys().jwtSecret],
      allowedRoles: state.allowedRoles,
    }),
    allowedOrigins: clerk.allowed_origins,
    settings: declaredSettings(project.rowlock),
    log: options.log,
    clock: options.clock,
    deliverWebhooks: options.delivers,
    webhookRetrySeconds: RETRY_SECONDS,
  });
  try {
    if (options.declares === false) return identity;
    await identity.declareTemplates(clerk.jwt_templates);
    await identity.declareWebhooks(webhooks);
    await identity.seedUsers(clerk.users, options.digests);
    await identity.seedOrganizations(clerk.organizations);
    return identity;
  } catch (error) {
    await identity.close();
    throw error;
  }
}
