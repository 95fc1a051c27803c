// The Supabase project's address and key as the environment names them, for the entries that can read one.
// Each variable is written out in full, because bundlers put in the values where they find the literal expression.
import { clientError } from "./client-error.ts";

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

export interface Project {
  readonly url: string;
  readonly key: string;
}

/** What a caller gave of it. */
export type PassedProject = { readonly [Part in keyof Project]?: Project[Part] | undefined };

/**
 * The project of what was passed and, for what was not, of the environment: NEXT_PUBLIC_SUPABASE_URL and
 * NEXT_PUBLIC_SUPABASE_KEY, or on a server SUPABASE_URL and SUPABASE_KEY.
 *
 * @throws {ClerkSupabaseError} CONFIG_MISSING, naming what is not set
 */
export function readProject(passed: PassedProject): Project {
  return {
    url: required(
      "URL",
      passed.url ||
        read(() => process.env.NEXT_PUBLIC_SUPABASE_URL) ||
        read(() => process.env.SUPABASE_URL),
    ),
    key: required(
      "KEY",
      passed.key ||
        read(() => process.env.NEXT_PUBLIC_SUPABASE_KEY) ||
        read(() => process.env.SUPABASE_KEY),
    ),
  };
}

// In a browser without such a bundler there is no `process` at all.
function read(value: () => string | undefined): string | undefined {
  try {
    return value();
  } catch {
    return undefined;
  }
}

function required(name: "URL" | "KEY", value: string | undefined): string {
  if (value) return value;
  throw clientError(
    "CONFIG_MISSING",
    `NEXT_PUBLIC_SUPABASE_${name} is not set (on a server, SUPABASE_${name} does as well): set it, or pass \`${name.toLowerCase()}\``,
  );
}
