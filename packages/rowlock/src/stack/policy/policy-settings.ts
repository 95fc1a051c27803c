// What commands on policies need to know of a project's settings.
import type { Project } from "../../config/project.ts";

/** The schemas that the Data API serves; the GraphQL one of the Supabase CLI's template is none of them. */
export function exposedSchemas({ supabase }: Project): readonly string[] {
  return supabase.api.schemas.filter((name) => name !== "graphql_public");
}

/** The roles that a person's request may run as. */
export function requestRoles({ rowlock }: Project): readonly string[] {
  return ["anon", "authenticated", ...rowlock.clerk.roles];
}
