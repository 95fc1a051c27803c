// What commands on policies need to know of a project's settings.
import type { Project } from "../../config/project.ts";

/** The roles that a person's request may run as. */
export function requestRoles({ rowlock }: Project): readonly string[] {
  return ["anon", "authenticated", ...rowlock.clerk.roles];
}
