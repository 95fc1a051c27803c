// The wire forms of a passkey. The Backend API and events tell of registered ones alone.
import type { UserPasskey } from "../store/users.ts";
import { verificationJson } from "./verification.ts";

export function passkeyJson(passkey: UserPasskey, now: number) {
  return {
    object: "passkey",
    id: passkey.id,
    name: passkey.name,
    last_used_at: passkey.last_used_at,
    verification: verificationJson(passkey.verification, now),
    created_at: passkey.created_at,
    updated_at: passkey.updated_at,
  } as const;
}

/** As the Backend API has it: without the times of its row. */
export function backendPasskeyJson(passkey: UserPasskey, now: number) {
  const { created_at: _made, updated_at: _changed, ...told } = passkeyJson(passkey, now);
  return told;
}
