// A session token that somebody shows to the Backend API: verified like everywhere else, and only then read.
import { createKeyRing } from "../../tokens/key-ring/key-ring.ts";
import { projectEntries } from "../../tokens/key-ring/project-entries.ts";
import type { Clock } from "../../tokens/sign/sign-token.ts";
import { TokenError } from "../../tokens/token-error.ts";
import { decodeToken } from "../../tokens/verify/decode-token.ts";
import { createTokenVerifier } from "../../tokens/verify/token-verifier.ts";
import type { Instance } from "../instance.ts";

/** The id of the session that a token is of; undefined when the token is not a good one of this instance. */
export function parseSessionToken(instance: Instance, token: string): Promise<string | undefined> {
  return readSessionId(instance, { token, now: instance.clock });
}

/** The same of a token that may have expired: held against the moment at which it was issued. */
export function parseExpiredSessionToken(
  instance: Instance,
  token: string,
): Promise<string | undefined> {
  return readSessionId(instance, { token, now: () => issuedAt(token) });
}

/** Milliseconds, as the token itself has it; its signature is checked afterwards. */
function issuedAt(token: string): number {
  const { claims } = decodeToken(token);
  return typeof claims?.iat === "number" ? claims.iat * 1000 : 0;
}

async function readSessionId(
  instance: Instance,
  { token, now }: { readonly token: string; readonly now: Clock },
): Promise<string | undefined> {
  const { addresses } = instance;
  const keys = createKeyRing(
    projectEntries({
      projectSecrets: [],
      allowedRoles: instance.projectSigning().allowedRoles,
      identity: { issuer: addresses.issuer, keys: instance.keys() },
    }),
  );
  const verifier = createTokenVerifier({ keys, anonRole: "anon", now, cacheSize: 0 });
  try {
    const { claims } = await verifier.verify(token);
    return typeof claims.sid === "string" ? claims.sid : undefined;
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}
