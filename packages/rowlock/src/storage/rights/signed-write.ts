// What a signed upload may replace: the object that stood in its place when it was signed, as long as it is the same
// one's, and what its signer has put there since. Whatever else has come there, nobody was asked about.
import { createHash } from "node:crypto";
import { failure } from "../errors.ts";
import type { Asker } from "./ask.ts";
import {
  type AllowWrite,
  findStanding,
  type ObjectPlace,
  type Standing,
  tryWrite,
} from "./objects.ts";

/** For who signs as the service: no policy is asked of it. */
export const REPLACES_ANY = "any";

export interface SignedWrite {
  readonly owner: string | undefined;
  /** What the signer was asked about: REPLACES_ANY, a digest, or undefined for a free place. */
  readonly replaces: string | undefined;
}

/** What stands there, as a token remembers it. Looked up before the signer is asked, never after. */
export async function standingDigest(
  service: Asker,
  place: ObjectPlace,
): Promise<string | undefined> {
  const found = await findStanding(service, place);
  return found === undefined ? undefined : digestOf(found);
}

/** @throws StorageError AccessDenied, PostgresError */
export function allowSigned(service: Asker, { owner, replaces }: SignedWrite): AllowWrite {
  return async (made) => {
    if (made.upsert && replaces !== REPLACES_ANY) {
      const found = await findStanding(service, made);
      const isOwn = found !== undefined && owner !== undefined && found.owner_id === owner;
      if (found !== undefined && !isOwn && digestOf(found) !== replaces) {
        throw failure("accessDenied", "Another object has come here since this URL was signed");
      }
    }
    await tryWrite(service, made);
  };
}

/** A token is read by whoever carries it, so it does not say whose an object is. */
function digestOf({ id, owner_id }: Standing): string {
  return createHash("sha256")
    .update(JSON.stringify([id, owner_id]))
    .digest("base64url");
}
