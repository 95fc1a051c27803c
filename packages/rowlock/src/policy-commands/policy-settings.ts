// What commands on policies need to know of a project's settings.
import type { Project } from "../config/project.ts";

/** The roles that a person's request may run as. */
export function requestRoles({ rowlock }: Project): readonly string[] {
  return ["anon", "authenticated", ...rowlock.clerk.roles];
}

/** The same with the role first that the tokens of a JWT template carry. */
export function rolesOfProof(project: Project, template: string | undefined): readonly string[] {
  const declared = project.rowlock.clerk.jwt_templates.find((one) => one.name === template);
  const role = declared?.claims.role;
  const others = requestRoles(project).filter((one) => one !== "anon" && one !== role);
  return ["anon", ...(typeof role === "string" && role !== "anon" ? [role] : []), ...others];
}
