// The database with the service key, which passes row level security: for the code that keeps profiles, on the server.
import { createClient } from "@supabase/supabase-js";
import type { Profile } from "./profile.ts";

export function createServiceClient() {
  return createClient(
    process.env.NEXT_PUBLIC_SUPABASE_URL ?? "",
    process.env.SUPABASE_SERVICE_ROLE_KEY ?? "",
    { auth: { persistSession: false, autoRefreshToken: false } },
  );
}

/** Writes states that are later than those in the table. */
export async function keepProfiles(states: readonly Profile[]): Promise<void> {
  if (states.length === 0) return;
  const { error } = await createServiceClient().rpc("keep_profiles", { states });
  if (error) throw new Error(`The profiles could not be kept: ${error.code} ${error.message}`);
}
