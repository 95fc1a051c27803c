// A request as the Data API plans it, before a batch is made of it: for whoever explains what it would do.
import type { QualifiedName } from "../../catalog/qualified-name.ts";
import type { SqlValue } from "../../sql/fragment.ts";

/** SQL with its values apart. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** What a role needs to be granted for a request. */
export interface NeededPrivilege {
  readonly relation: QualifiedName;
  readonly privilege: "SELECT" | "INSERT" | "UPDATE" | "DELETE";
  /** `*` alone: every column. None: any one column will do. */
  readonly columns: readonly string[];
}

/** A request as the Data API plans it. Rows are texts, as PostgreSQL prints whole rows. */
export interface PlannedRequest {
  readonly verb:
    | "read"
    | "insert"
    | "upsert"
    | "update"
    | "delete"
    | "call"
    | "describe"
    | "options";
  readonly target: QualifiedName | undefined;
  /** The called function's oid. */
  readonly routine: string | undefined;
  readonly needs: readonly NeededPrivilege[];
  readonly filters: readonly string[];
  /** Whether rows are asked back. */
  readonly returnsRows: boolean;
  /** The settings of its transaction, the claims among them. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly statement: BoundStatement | undefined;
  /** The rows that the filters name. */
  readonly existing: BoundStatement | undefined;
  /** The same before and after the change, in two columns. */
  readonly changed: BoundStatement | undefined;
  /** The rows to be added. */
  readonly added: BoundStatement | undefined;
  /** Filters on embedded rows are not among those of the rows above. */
  readonly leavesOutFilters: boolean;
  /** PostgreSQL's plan with what it cost, from a run that is undone. */
  runPlan(): Promise<unknown>;
}
