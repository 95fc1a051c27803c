// The environment that an app needs to run against the stack: a pure function of addresses and keys.
// The names are a contract (people and other programs rely on them).
import type { Ports } from "../../config/project.ts";

/** The keys that are handed to an app or its developer. */
export interface AppKeys {
  readonly anonKey: string;
  readonly serviceRoleKey: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly jwtSecret: string;
  readonly clerkPublishableKey: string;
  readonly clerkSecretKey: string;
}

/** Where people sign in and up: an app's own pages, or those at the service's address. */
export interface SignInPages {
  readonly signIn: string;
  readonly signUp: string;
}

export interface EnvironmentSource {
  readonly ports: Ports;
  readonly keys: AppKeys;
  readonly pages: SignInPages;
  /** The owner's login to the app's database. */
  readonly databaseUrl: string;
  /** Of the one webhook that is declared. */
  readonly webhookSigningSecret?: string | undefined;
  /** Of clerk-js, as the app's SDK wants it. Default: the newest that is kept. */
  readonly clerkJsMajor?: 5 | 6 | undefined;
}

export type Environment = Readonly<Record<string, string>>;

export interface Addresses {
  readonly api: string;
  /** What an app is given: `localhost`, so that it stays same-site with an app on localhost. */
  readonly clerk: string;
  /** What tokens carry as `iss`: its host is the one in the publishable key. */
  readonly clerkIssuer: string;
  readonly studio: string;
}

export function addressesOf(ports: Ports): Addresses {
  return {
    api: `http://127.0.0.1:${ports.api}`,
    clerk: `http://localhost:${ports.clerk}`,
    clerkIssuer: `http://127.0.0.1:${ports.clerk}`,
    studio: `http://127.0.0.1:${ports.studio}`,
  };
}

/** Every variable, under the names of `rowlock env --json`. */
export function fullEnvironment(source: EnvironmentSource): Environment {
  const { ports, keys, pages, databaseUrl, webhookSigningSecret, clerkJsMajor = 6 } = source;
  const { api, clerk, studio } = addressesOf(ports);
  return {
    SUPABASE_URL: api,
    SUPABASE_KEY: keys.anonKey,
    SUPABASE_PUBLISHABLE_KEY: keys.publishableKey,
    SUPABASE_SERVICE_ROLE_KEY: keys.serviceRoleKey,
    SUPABASE_SECRET_KEY: keys.secretKey,
    SUPABASE_JWT_SECRET: keys.jwtSecret,
    SUPABASE_DB_URL: databaseUrl,
    CLERK_PUBLISHABLE_KEY: keys.clerkPublishableKey,
    CLERK_SECRET_KEY: keys.clerkSecretKey,
    CLERK_API_URL: clerk,
    CLERK_BACKEND_API_URL: clerk,
    CLERK_FAPI_URL: clerk,
    CLERK_PROXY_URL: clerk,
    CLERK_JS_URL: `${clerk}/npm/@clerk/clerk-js@${clerkJsMajor}/dist/clerk.browser.js`,
    CLERK_UI_URL: `${clerk}/npm/@clerk/ui@1/dist/ui.browser.js`,
    CLERK_SIGN_IN_URL: pages.signIn,
    CLERK_SIGN_UP_URL: pages.signUp,
    ...(webhookSigningSecret === undefined
      ? {}
      : { CLERK_WEBHOOK_SIGNING_SECRET: webhookSigningSecret }),
    STUDIO_URL: studio,
  };
}

/** Values that an app gets only where it names them: each would change what an SDK does by itself. */
export function onDemandEnvironment(
  ports: Ports,
  { instancePublicPem }: { readonly instancePublicPem: string },
): Environment {
  const { clerkIssuer } = addressesOf(ports);
  return {
    CLERK_JWT_KEY: instancePublicPem,
    CLERK_ISSUER: clerkIssuer,
    CLERK_JWKS_URL: `${clerkIssuer}/.well-known/jwks.json`,
  };
}

/** What is never written without being asked for: everything that opens the database, and that signs. */
export const SECRETS: ReadonlySet<string> = new Set([
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_SECRET_KEY",
  "SUPABASE_JWT_SECRET",
  "SUPABASE_DB_URL",
  "CLERK_WEBHOOK_SIGNING_SECRET",
]);

export function withoutSecrets(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRETS.has(name)));
}
