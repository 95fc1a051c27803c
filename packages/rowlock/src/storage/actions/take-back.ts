// Bytes whose row could not be written go again. Where the connection went while it was written, PostgreSQL may have
// written it all the same: then they stay, and the sweep at the next start finds out.
// INVARIANT: no row is ever left without its bytes.
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { StorageCall } from "../storage-call.ts";

/** Gives the error, to be thrown. */
export async function takeBack(
  { service }: StorageCall,
  { key, error }: { readonly key: string; readonly error: unknown },
): Promise<unknown> {
  if (!isConnectionLost(error)) await service.bytes.remove([key]);
  return error;
}

/** By SQLSTATE: connection exceptions, and the server's end (57P01 to 57P05). */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof RowlockError)) return false;
  return error.code === "DATABASE_UNREACHABLE" || /^(08|57P)/.test(error.code);
}
