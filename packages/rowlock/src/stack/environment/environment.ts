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
  const { ports, keys, pages, databaseUrl, webhookSigningSecret } = source;
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
    CLERK_JS_URL: `${clerk}/npm/@clerk/clerk-js@6/dist/clerk.browser.js`,
    CLERK_UI_URL: `${clerk}/npm/@clerk/ui@1/dist/ui.browser.js`,
    CLERK_SIGN_IN_URL: pages.signIn,
    CLERK_SIGN_UP_URL: pages.signUp,
    ...(webhookSigningSecret === undefined
      ? {}
      : { CLERK_WEBHOOK_SIGNING_SECRET: webhookSigningSecret }),
    STUDIO_URL: studio,
  };
}

/** What may stand in a browser's bundle, and what an app's server needs besides. */
const PUBLIC_NAMES = [
  "SUPABASE_URL",
  "SUPABASE_KEY",
  "SUPABASE_PUBLISHABLE_KEY",
  "CLERK_PUBLISHABLE_KEY",
  "CLERK_PROXY_URL",
  "CLERK_JS_URL",
  "CLERK_UI_URL",
  "CLERK_SIGN_IN_URL",
  "CLERK_SIGN_UP_URL",
] as const;

const SERVER_NAMES = ["SUPABASE_URL", "SUPABASE_KEY", "CLERK_SECRET_KEY", "CLERK_API_URL"] as const;

export const FRAMEWORKS = ["next", "vite"] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** The variables that an unchanged app of a framework reads. */
export function frameworkEnvironment(framework: Framework, full: Environment): Environment {
  switch (framework) {
    case "next":
      return {
        ...pick(full, SERVER_NAMES),
        ...prefixed("NEXT_PUBLIC_", pick(full, PUBLIC_NAMES)),
        NEXT_PUBLIC_CLERK_KEYLESS_DISABLED: "1",
        NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: "1",
        NEXT_PUBLIC_CLERK_UNSAFE_DISABLE_DEVELOPMENT_MODE_CONSOLE_WARNING: "1",
        CLERK_TELEMETRY_DISABLED: "1",
        NEXT_TELEMETRY_DISABLED: "1",
      };
    case "vite":
      return {
        ...prefixed("VITE_", pick(full, PUBLIC_NAMES)),
        VITE_CLERK_TELEMETRY_DISABLED: "1",
      };
  }
}

/** What a framework's app must be told in code, because it reads no variable for it. */
export function frameworkNotes(framework: Framework): readonly string[] {
  switch (framework) {
    case "next":
      return [];
    case "vite":
      return [
        "@clerk/react reads only the publishable key by itself. Pass the rest to <ClerkProvider>, spread, because its",
        "types do not name all of them:",
        "  {...{",
        "    proxyUrl: import.meta.env.VITE_CLERK_PROXY_URL,",
        "    __internal_clerkJSUrl: import.meta.env.VITE_CLERK_JS_URL,",
        "    __internal_clerkUIUrl: import.meta.env.VITE_CLERK_UI_URL,",
        "    telemetry: import.meta.env.VITE_CLERK_TELEMETRY_DISABLED ? false : undefined,",
        "  }}",
      ];
  }
}

/** Everything: what `rowlock dev -- COMMAND` puts into the command's environment. */
export function commandEnvironment(full: Environment): Environment {
  return { ...full, ...frameworkEnvironment("next", full), ...frameworkEnvironment("vite", full) };
}

/** What is never written without being asked for: everything that opens the database, and that signs. */
const SECRETS = new Set([
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_SECRET_KEY",
  "SUPABASE_JWT_SECRET",
  "SUPABASE_DB_URL",
  "CLERK_WEBHOOK_SIGNING_SECRET",
]);

export function withoutSecrets(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRETS.has(name)));
}

function pick(source: Environment, names: readonly string[]): Environment {
  const entries = names.flatMap((name) => {
    const value = source[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function prefixed(prefix: string, source: Environment): Environment {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [prefix + name, value]));
}
