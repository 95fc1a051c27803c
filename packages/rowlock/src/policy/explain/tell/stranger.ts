import type { Stranger } from "../verdict/verdict.ts";

/** What whoever acts as anon should do, if they are not meant to be strangers. */
export function strangerAdvice(stranger: Stranger): string {
  switch (stranger) {
    case "no-token":
      return "Nobody is signed in here: send a token of a person, or say that strangers may do this";
    case "anon-token":
      return "The token is of the role anon: send a token of a person";
    case "session-without-role":
      return "The session token names no role, so it acts as anon: turn the Supabase integration on ([clerk] supabase_integration = true in rowlock.toml; in Clerk's dashboard: Integrations, Supabase)";
    case "template-without-role":
      return 'The template\'s token names no role, so it acts as anon: put "role": "authenticated" into the JWT template';
    case "token-without-role":
      return 'The token names no role, so it acts as anon: turn the Supabase integration on, or use a JWT template with "role": "authenticated"';
  }
}
