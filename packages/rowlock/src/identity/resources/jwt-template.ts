// The wire form of a JWT template. INVARIANT: a signing key is never part of it.
import type { JwtTemplateRow } from "../store/jwt-templates.ts";

export function jwtTemplateJson(template: JwtTemplateRow) {
  return {
    object: "jwt_template",
    id: template.id,
    name: template.name,
    claims: template.claims,
    lifetime: template.lifetime,
    allowed_clock_skew: template.allowed_clock_skew,
    custom_signing_key: template.signing_key !== null,
    signing_algorithm: template.signing_algorithm,
    created_at: template.created_at,
    updated_at: template.updated_at,
  } as const;
}

/** The same, with what Clerk's form has no place for. */
export function rowlockJwtTemplateJson(template: JwtTemplateRow) {
  return {
    ...jwtTemplateJson(template),
    /** Signed with the project's JWT secret, following its rotation. */
    project_signing_key: template.signing_key === "project",
    /** Declared in rowlock.toml, and changed only there. */
    declared: template.declared,
  } as const;
}
