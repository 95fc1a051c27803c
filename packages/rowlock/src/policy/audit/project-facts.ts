// What of a project's files the audit looks at: JWT templates, variables that reach the browser, built bundles.
import type { DeclaredJwtTemplate } from "../../config/rowlock-config.ts";

export interface ProjectFacts {
  readonly templates: readonly Pick<DeclaredJwtTemplate, "name" | "claims">[];
  readonly secrets: readonly ExposedSecret[];
  /** Tables that the app's code uses with the service_role key. */
  readonly serviceRole: readonly ServiceRoleUse[];
  /** Where the app's code joins private channels. */
  readonly privateChannels: readonly CodePlace[];
}

export interface CodePlace {
  /** Relative to the project's folder. */
  readonly file: string;
  readonly line: number;
}

export interface ServiceRoleUse {
  readonly table: string;
  /** One that uses it, relative to the project's folder. */
  readonly file: string;
  readonly privileges: readonly ("SELECT" | "INSERT" | "UPDATE" | "DELETE")[];
}

/** A secret where a browser can read it. Its value is never kept. */
export interface ExposedSecret {
  readonly place: "variable" | "bundle";
  /** Relative to the project's folder. */
  readonly file: string;
  readonly line: number;
  /** The variable's name, where it is one. */
  readonly name: string | null;
  readonly kind: SecretKind;
}

export type SecretKind =
  | "a service_role key"
  | "a Supabase secret key"
  | "a Clerk secret key"
  | "a JWT secret"
  | "a database password";

export const NO_PROJECT: ProjectFacts = {
  templates: [],
  secrets: [],
  serviceRole: [],
  privateChannels: [],
};
