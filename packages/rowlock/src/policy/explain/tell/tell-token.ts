// A refused token in words, with what to write in the app or in a file.
import { MISTAKE_HINTS } from "../../../tokens/verify/token-mistake.ts";
import type { TokenCause, VerdictOf } from "../verdict/verdict.ts";
import type { Told } from "./told.ts";

export function tellToken({ problem, cause }: VerdictOf<"token-refused">): Told {
  const { message, details, hint } = problem;
  return {
    sentence: `The token is refused: ${words(cause) ?? `${message}${details === null ? "" : `. ${details}`}`}`,
    next:
      advice(cause, hint) ??
      hint ??
      "Ask for a fresh token: getToken() in the app, or rowlock token USER",
    fix: null,
  };
}

const MISTAKES = {
  empty: "the header has the word Bearer and no token",
  nothing: "in its place stands the text of nothing (undefined or null)",
  promise: 'in its place stands "[object Promise]", a promise that was not awaited',
  object: "in its place stands an object, not the token's text",
  quoted: "it stands in quotes",
  "scheme-twice": "the word Bearer stands before it twice",
} as const;

function words(cause: TokenCause): string | undefined {
  switch (cause.kind) {
    case "mistake":
      return MISTAKES[cause.mistake];
    case "template-key":
      return `it is of ${templateName(cause.template)}, signed with another key than the project's JWT secret`;
    case "foreign-issuer":
      return `it comes from ${cause.issuer}, whose tokens this project does not accept`;
    case "unknown-kid":
      return `no key with its kid ${cause.kid} is known${cause.issuer === null ? "" : ` of ${cause.issuer}`}`;
    case "other":
      return undefined;
  }
}

function advice(cause: TokenCause, hint: string | null): string | undefined {
  switch (cause.kind) {
    case "mistake":
      return hint ?? MISTAKE_HINTS[cause.mistake];
    case "template-key":
      return `Give the template signing_key = "project" in rowlock.toml (in Clerk's dashboard: the project's JWT secret as its signing key)`;
    case "foreign-issuer":
      return `Declare it in supabase/config.toml: [auth.third_party.clerk] enabled = true, domain = "${hostOf(cause.issuer)}"; or sign in here`;
    case "unknown-kid":
      return "Its key was rotated away, or it is of another project: sign in anew, or ask for a fresh token";
    case "other":
      return undefined;
  }
}

function templateName(name: string | null): string {
  return name === null ? "a JWT template" : `the JWT template ${name}`;
}

function hostOf(issuer: string): string {
  return issuer.replace(/^https:\/\//, "").replace(/\/.*$/s, "");
}
