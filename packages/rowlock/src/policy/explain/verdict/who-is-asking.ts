// Whether a request that acts as anon was meant to: a token without a role is the usual reason that it was not.
import type { Judged } from "./judged.ts";

export interface WhoIsAsking {
  /** Nobody is signed in, as far as the database knows. */
  readonly isStranger: boolean;
  readonly advice: string | null;
}

export function whoIsAsking({ role, token }: Judged): WhoIsAsking {
  if (role !== "anon") return { isStranger: false, advice: null };
  return {
    isStranger: true,
    advice:
      token === null
        ? "Nobody is signed in here: send a token of a person, or say that strangers may do this"
        : token.claims !== null && Object.hasOwn(token.claims, "role")
          ? "The token is of the role anon: send a token of a person"
          : 'The token names no role, so it acts as anon: turn the Supabase integration on, or use a JWT template with "role": "authenticated"',
  };
}
