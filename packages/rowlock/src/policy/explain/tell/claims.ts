// A claim that a policy asks for and the token lacks, or that it reads in a way that gives nothing.
import type { ClaimReport } from "../reports.ts";
import type { LackingClaim } from "../verdict/verdict.ts";

export function lackingWords(lacking: readonly LackingClaim[]): string {
  const names = lacking.map(({ paths }) => paths.join(" or "));
  return `the token has no claim ${names.join(", nor ")}`;
}

/** Clerk's shortcodes for what apps call a claim. */
const SHORTCODES: Readonly<Record<string, string>> = {
  email: "{{user.primary_email_address}}",
  phone: "{{user.primary_phone_number}}",
  user_id: "{{user.id}}",
  userId: "{{user.id}}",
  name: "{{user.full_name}}",
  full_name: "{{user.full_name}}",
  first_name: "{{user.first_name}}",
  last_name: "{{user.last_name}}",
  org_id: "{{org.id}}",
  organization_id: "{{org.id}}",
  org_role: "{{org.role}}",
  org_slug: "{{org.slug}}",
  metadata: "{{user.public_metadata}}",
  public_metadata: "{{user.public_metadata}}",
  app_metadata: "{{user.public_metadata}}",
};

export function adviceOnLacking(claim: LackingClaim): string {
  const { meaning, templates, insteadAt, paths } = claim;
  const [path = ""] = paths;
  const [key = path] = path.split(".");
  if (path === "sub") return "The token names nobody (sub): send a token of a person";
  if (insteadAt !== null) {
    return `The token has it as ${insteadAt}: read that too, such as coalesce(${jsonPath(path)}, ${jsonPath(insteadAt)})`;
  }
  const [template] = templates;
  if (meaning === "organization" || meaning === "organization-role") {
    const carrier = template === undefined ? "" : `; the JWT template ${template} carries it`;
    return `No organization is active in the token: make one active in the app, or name it with --org${carrier}`;
  }
  if (template !== undefined) {
    return `The JWT template ${template} sets it: ask for its token, getToken({ template: "${template}" }), here --template ${template}`;
  }
  const shortcode = SHORTCODES[key] ?? `{{user.public_metadata.${key}}}`;
  const sub = meaning === "user" ? ", or compare sub, which every token of a person carries" : "";
  return `Put it into the JWT template or the session token, such as "${key}": "${shortcode}"${sub}`;
}

function jsonPath(path: string): string {
  const keys = path.split(".");
  const last = keys.length - 1;
  return `auth.jwt()${keys.map((key, index) => ` ${index === last ? "->>" : "->"} '${key}'`).join("")}`;
}

/** What is wrong with how a claim is read; undefined: nothing. */
export function adviceOnReading(claims: readonly ClaimReport[]): string | undefined {
  const legacy = claims.find((one) => one.legacy);
  if (legacy !== undefined) {
    return `The setting request.jwt.claim.${legacy.paths[0]} is no longer made: read auth.jwt() ->> '${legacy.paths[0]}'`;
  }
  const quoted = claims.find((one) => one.quoted);
  return quoted === undefined
    ? undefined
    : `A JSON text keeps its quotes: read ${quoted.paths[0]} with ->> instead of ->`;
}
