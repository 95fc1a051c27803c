// A session token that somebody shows to the Backend API: verified like everywhere else, and only then read.
import { createKeyRing } from "../../tokens/key-ring/key-ring.ts";
import { projectEntries } from "../../tokens/key-ring/project-entries.ts";
import { TokenError } from "../../tokens/token-error.ts";
import { createTokenVerifier } from "../../tokens/verify/token-verifier.ts";
import type { Instance } from "../instance.ts";

/** The id of the session that a token is of; undefined when the token is not a good one of this instance. */
export async function parseSessionToken(
  instance: Instance,
  token: string,
): Promise<string | undefined> {
  const { addresses, clock } = instance;
  const keys = createKeyRing(
    projectEntries({
      projectSecrets: [],
      allowedRoles: instance.projectSigning().allowedRoles,
      identity: { issuer: addresses.issuer, keys: instance.keys() },
    }),
  );
  const verifier = createTokenVerifier({ keys, anonRole: "anon", now: clock, cacheSize: 0 });
  try {
    const { claims } = await verifier.verify(token);
    return typeof claims.sid === "string" ? claims.sid : undefined;
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}
