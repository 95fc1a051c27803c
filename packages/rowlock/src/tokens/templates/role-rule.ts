// The rule that keeps a person from becoming the service role: what is signed with the project's JWT secret may ask
// only for a role that is written out in the template and allowed. Held when a template is saved and again when a
// token is minted, because the secret may have rotated to the template's own key in between.
import { createSecretKey } from "node:crypto";
import type { ClaimsTemplate } from "./claims-template.ts";
import { TemplateError } from "./template-error.ts";
import type { TemplateSigning } from "./template-signing.ts";

export interface ProjectSigning {
  /** Every project secret that the Data API accepts, the current one first. */
  readonly projectSecrets: readonly string[];
  /** The database roles that a person's token may ask for. */
  readonly allowedRoles: readonly string[];
}

/** @throws TemplateError TEMPLATE_ROLE when the project's secret would sign a role that is not a listed literal */
export function requireLiteralRole(
  template: { readonly claims: ClaimsTemplate; readonly signing: TemplateSigning },
  { projectSecrets, allowedRoles }: ProjectSigning,
): void {
  if (!isProjectSigned(template.signing, projectSecrets)) return;
  if (!Object.hasOwn(template.claims.source, "role")) return;
  const role = template.claims.source.role;
  const allowed = allowedRoles.filter((name) => name !== "service_role");
  if (typeof role === "string" && allowed.includes(role)) return;
  throw new TemplateError("TEMPLATE_ROLE", {
    message:
      "A template that is signed with the project's JWT secret must name its role literally, " +
      `as one of ${allowed.join(", ")}`,
    hint: 'Write "role": "authenticated"; further roles are allowed in rowlock.toml, [clerk] roles',
    field: "claims",
    path: "role",
  });
}

function isProjectSigned(signing: TemplateSigning, projectSecrets: readonly string[]): boolean {
  switch (signing.kind) {
    case "instance":
      return false;
    case "project":
      return true;
    case "custom":
      return (
        signing.key.type === "secret" &&
        projectSecrets.some((secret) => createSecretKey(secret, "utf8").equals(signing.key))
      );
  }
}
