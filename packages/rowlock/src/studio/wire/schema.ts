// What Studio's pages know of the database: tables, columns, policies, functions, roles, as they are now.
import type { PolicyCommand, Privilege, Volatility } from "./change.ts";
import type { MissingGrant } from "./query.ts";

export type TableKind =
  | "table"
  | "partitioned table"
  | "view"
  | "materialized view"
  | "foreign table";

export interface SchemaName {
  readonly name: string;
  /** The Data API serves it. */
  readonly exposed: boolean;
  /** Rowlock's or an extension's own (auth, extensions, supabase_migrations). */
  readonly managed: boolean;
}

export interface TableSummary {
  readonly schema: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly rls: boolean;
  readonly policies: number;
  /** The planner's last count; null when the table was never analysed. */
  readonly estimate: number | null;
  readonly comment: string | null;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface DatabaseSchema {
  readonly schemas: readonly SchemaName[];
  readonly tables: readonly TableSummary[];
  /** For completion: what can be called, but PostgreSQL's own. */
  readonly functions: readonly {
    readonly schema: string;
    readonly name: string;
    readonly arguments: string;
  }[];
  /** Types of the person's own: enums, domains, composites. */
  readonly types: readonly string[];
  /** Roles that a policy or a grant can name. */
  readonly roles: readonly string[];
  readonly missingGrants: readonly MissingGrant[];
}

export interface ForeignKeyTarget {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** The default's expression, or the generated column's. */
  readonly default: string | null;
  readonly identity: "always" | "by default" | null;
  readonly generated: boolean;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly comment: string | null;
  /** The labels of an enum. */
  readonly labels: readonly string[] | null;
  readonly references: ForeignKeyTarget | null;
}

export interface Policy {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly permissive: boolean;
  readonly command: PolicyCommand;
  /** `public` stands for every role. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

export interface RoleGrants {
  readonly role: string;
  readonly privileges: readonly Privilege[];
}

/** How a row is told from the others: by its primary key, by its place (ctid), or not at all. */
export type RowKey =
  | { readonly kind: "primary-key"; readonly columns: readonly string[] }
  | { readonly kind: "ctid" }
  | { readonly kind: "none" };

export interface TableDetails {
  readonly schema: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly rls: boolean;
  readonly comment: string | null;
  readonly exposed: boolean;
  readonly columns: readonly TableColumn[];
  readonly rowKey: RowKey;
  readonly policies: readonly Policy[];
  /** What anon, authenticated and service_role may do. */
  readonly grants: readonly RoleGrants[];
  readonly missingGrants: readonly MissingGrant[];
}

export interface FunctionArgument {
  readonly name: string;
  readonly type: string;
  readonly default: string | null;
}

export interface DatabaseFunction {
  readonly schema: string;
  readonly name: string;
  readonly kind: "function" | "procedure";
  readonly arguments: readonly FunctionArgument[];
  /** As PostgreSQL writes them, with modes and defaults. */
  readonly signature: string;
  readonly returns: string;
  readonly language: string;
  readonly volatility: Volatility;
  readonly securityDefiner: boolean;
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly definition: string;
  readonly comment: string | null;
  /** False: it has parts that the form can't show (output arguments, a body in standard SQL). */
  readonly editable: boolean;
  /** The whole CREATE FUNCTION statement. */
  readonly statement: string;
}
