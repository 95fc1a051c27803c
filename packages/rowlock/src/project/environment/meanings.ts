// What the variables that apps read mean here. One table: a name without its bundler's prefix, and the variable of
// `rowlock env` that it stands for. The names come from the services' own templates and from public apps.
import { SECRETS } from "./environment.ts";
import { PUBLIC_PREFIXES } from "./frameworks.ts";

/** What stands for the same in other words. A name of `rowlock env` stands for itself. */
const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  SUPABASE_URL: ["SUPABASE_PROJECT_URL", "SUPABASE_API_URL", "SUPABASE_PUBLIC_URL"],
  SUPABASE_KEY: [
    "SUPABASE_ANON_KEY",
    "SUPABASE_ANON",
    "SUPABASE_ANON_PUBLIC_KEY",
    "SUPABASE_PUBLIC_ANON_KEY",
    "SUPABASE_PUBLIC_KEY",
    "SUPABASE_CLIENT_KEY",
    "SUPABASE_API_KEY",
  ],
  SUPABASE_PUBLISHABLE_KEY: [
    "SUPABASE_PUBLISHABLE_DEFAULT_KEY",
    "SUPABASE_PUBLISHABLE_OR_ANON_KEY",
    "SUPABASE_PUBLISHABLE",
  ],
  SUPABASE_SERVICE_ROLE_KEY: [
    "SUPABASE_SERVICE_KEY",
    "SUPABASE_SERVICE_ROLE",
    "SUPABASE_SERVICE_ROLE_SECRET",
    "SUPABASE_SERVICE_SECRET",
    "SUPABASE_SERVICE_ROLE_SECRET_KEY",
    "SUPABASE_ADMIN_KEY",
  ],
  SUPABASE_SECRET_KEY: ["SUPABASE_SECRET", "SUPABASE_SECRET_DEFAULT_KEY"],
  SUPABASE_JWT_SECRET: ["SUPABASE_JWT_KEY", "SUPABASE_JWT_SECRET_KEY"],
  SUPABASE_DB_URL: [
    "SUPABASE_DATABASE_URL",
    "SUPABASE_POSTGRES_URL",
    "DATABASE_URL",
    "DIRECT_URL",
    "DIRECT_DATABASE_URL",
    "DATABASE_DIRECT_URL",
    "POSTGRES_URL",
    "POSTGRES_URL_NON_POOLING",
    "POSTGRES_PRISMA_URL",
  ],
  CLERK_PUBLISHABLE_KEY: ["CLERK_PK", "CLERK_FRONTEND_KEY"],
  CLERK_SECRET_KEY: ["CLERK_API_KEY", "CLERK_SK", "CLERK_BACKEND_KEY"],
  CLERK_SIGN_IN_URL: [],
  CLERK_SIGN_UP_URL: [],
  CLERK_WEBHOOK_SIGNING_SECRET: [
    "CLERK_WEBHOOK_SECRET",
    "CLERK_SIGNING_SECRET",
    "CLERK_WEBHOOK_KEY",
    "CLERK_WEBHOOK_SECRET_KEY",
  ],
  CLERK_JWT_KEY: ["CLERK_PEM_PUBLIC_KEY", "CLERK_JWT_PUBLIC_KEY", "CLERK_PUBLIC_KEY"],
  CLERK_ISSUER: [
    "CLERK_ISSUER_URL",
    "CLERK_JWT_ISSUER",
    "CLERK_JWT_ISSUER_DOMAIN",
    "CLERK_FRONTEND_API_URL",
  ],
  CLERK_JWKS_URL: ["CLERK_JWKS", "CLERK_JWKS_URI"],
};

const SECRET_ALSO = ["CLERK_SECRET_KEY"];

/** Prefixes that keep a variable on the server. */
const SERVER_PREFIXES = ["NUXT_", "PRIVATE_"];

const VARIABLE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(MEANINGS).flatMap(([variable, names]) =>
    [variable, ...names].map((name) => [name, variable] as const),
  ),
);

export interface Meaning {
  /** The variable that has the value. */
  readonly variable: string;
  /** A secret under a prefix with which a bundler would publish it. */
  readonly wouldPublish: boolean;
}

/** What a variable's name stands for; undefined for what is none of ours. */
export function meaningOf(name: string): Meaning | undefined {
  const whole = VARIABLE_OF.get(name);
  if (whole !== undefined) return { variable: whole, wouldPublish: false };
  for (const prefix of [...PUBLIC_PREFIXES, ...SERVER_PREFIXES]) {
    if (!name.startsWith(prefix)) continue;
    const variable = VARIABLE_OF.get(name.slice(prefix.length));
    if (variable === undefined) continue;
    const secret = SECRETS.has(variable) || SECRET_ALSO.includes(variable);
    return { variable, wouldPublish: secret && !SERVER_PREFIXES.includes(prefix) };
  }
  return undefined;
}
