// What `rowlock hosted` is given to ask both companies with: keys out of the environment, the project's reference.
// INVARIANT: they are read here, go to the API that they are for, and nowhere else.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Variables } from "../../config/environment-files.ts";
import { rowlockError } from "../../errors/registry.ts";

export interface HostedAccess {
  readonly ref: string;
  readonly supabaseUrl: string;
  readonly supabaseToken: string;
  readonly clerkUrl: string;
  readonly clerkSecretKey: string;
  /** An account's key for Clerk's Platform API. */
  readonly platformKey: string | undefined;
}

export interface FindAccessOptions {
  readonly env: Variables;
  readonly supabaseDirectory: string;
  /** Default: what the Supabase CLI has linked. */
  readonly ref: string | undefined;
}

/** @throws HOSTED_ACCESS naming what lacks */
export async function findHostedAccess(options: FindAccessOptions): Promise<HostedAccess> {
  const { env } = options;
  const ref = options.ref ?? env.SUPABASE_PROJECT_ID ?? (await linkedRef(options));
  const supabaseToken = env.SUPABASE_ACCESS_TOKEN ?? (await storedToken(env));
  const clerkSecretKey = env.CLERK_SECRET_KEY;
  if (ref === undefined) {
    throw lacking(
      "which Supabase project is meant",
      "Name it with --project-ref, or run: supabase link",
    );
  }
  if (!/^[a-z]{20}$/.test(ref)) {
    throw rowlockError("HOSTED_ACCESS", {
      message: `${ref} is no reference of a Supabase project: expected 20 lower-case letters`,
      hint: "It stands in the dashboard's address, after /project/",
    });
  }
  if (supabaseToken === undefined) {
    throw lacking(
      "an access token of Supabase",
      "Set SUPABASE_ACCESS_TOKEN to one of https://supabase.com/dashboard/account/tokens",
    );
  }
  if (clerkSecretKey === undefined) {
    throw lacking(
      "the secret key of the Clerk instance",
      "Set CLERK_SECRET_KEY to that of https://dashboard.clerk.com/~/api-keys",
    );
  }
  return {
    ref,
    supabaseUrl: withoutSlash(env.SUPABASE_MANAGEMENT_URL ?? "https://api.supabase.com"),
    supabaseToken,
    clerkUrl: withoutSlash(
      env.CLERK_BACKEND_API_URL ?? env.CLERK_API_URL ?? "https://api.clerk.com",
    ),
    clerkSecretKey,
    platformKey: env.CLERK_PLATFORM_API_KEY,
  };
}

function lacking(what: string, hint: string): Error {
  return rowlockError("HOSTED_ACCESS", { message: `Not told: ${what}`, hint });
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

async function linkedRef({ supabaseDirectory }: FindAccessOptions): Promise<string | undefined> {
  return (await textOf(join(supabaseDirectory, ".temp", "project-ref"))) || undefined;
}

/** Where `supabase login` leaves it on a machine without a key ring. */
async function storedToken({ HOME }: Variables): Promise<string | undefined> {
  return (await textOf(join(HOME ?? homedir(), ".supabase", "access-token"))) || undefined;
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    return "";
  }
}
