// A request as the Data API or storage plans it, before a batch is made of it: for whoever explains what it would do.
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

/** What storage knows of a request beside the rows: what it checks itself, before a policy is asked. */
export interface StorageAsked {
  /** Such as `storage.object.upload`, as policies are told. */
  readonly operation: string;
  /** Whether a token is needed; "optional": without a good one the caller is nobody; "none": it is not looked at. */
  readonly auth: "required" | "optional" | "none";
  /** Neither a token nor an API key came. */
  readonly isNobody: boolean;
  /** Those that the request names, the one that is read from first. */
  readonly buckets: readonly AskedBucket[];
  /** The object, or the folder of a list; null: the request is about no one of them. */
  readonly name: string | null;
  /** Why no policy is asked; null: they are. */
  readonly open: "public-bucket" | "signed-url" | null;
  /** Bytes that any object may have, whatever its bucket says. */
  readonly fileSizeLimit: number;
  /** What is said of an upload's bytes; null: it brings none. */
  readonly mimeType: string | null;
  /** Only the service may, whatever the policies say. */
  readonly isForService: boolean;
  /** False: it can't be tried and undone. */
  readonly runs: boolean;
}

export interface AskedBucket {
  readonly id: string;
  /** As it is, whoever may see it; null: there is none. */
  readonly settings: {
    readonly public: boolean;
    /** Bytes. */
    readonly fileSizeLimit: number | null;
    readonly allowedMimeTypes: readonly string[] | null;
  } | null;
}

/** A request as it is planned. Rows are texts, as PostgreSQL prints whole rows. */
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
  /** Rows that are read first, for what is made of them: of a copy. */
  readonly source?: BoundStatement | undefined;
  /** Absent: it is the Data API's. */
  readonly storage?: StorageAsked | undefined;
  /** Filters on embedded rows are not among those of the rows above. */
  readonly leavesOutFilters: boolean;
  /** PostgreSQL's plan with what it cost, from a run that is undone. */
  runPlan(): Promise<unknown>;
}
