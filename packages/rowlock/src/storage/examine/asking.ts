// What an operation of storage asks of PostgreSQL as the caller, as data.
import type { NeededPrivilege, PlannedRequest } from "../../database/batch/planned-request.ts";
import type { RequestHeaders } from "../../http/request-headers.ts";
import type { Sql } from "../../sql/fragment.ts";

export interface Asking {
  readonly request: Request;
  readonly headers: RequestHeaders;
  readonly query: URLSearchParams;
  readonly operation: string;
  /** From the path; "" where it has none. */
  readonly bucket: string;
  readonly name: string;
  /** Whose an upload would be. */
  readonly owner: string | undefined;
  readonly fileSizeLimit: number;
}

export interface Asks {
  readonly verb: PlannedRequest["verb"];
  readonly table: "objects" | "buckets";
  readonly needs: readonly Pick<NeededPrivilege, "privilege" | "columns">[];
  readonly filters: readonly string[];
  /** Those that have to be there, the one that is read from first. */
  readonly buckets: readonly string[];
  readonly name: string | null;
  readonly existing?: Sql;
  readonly changed?: Sql;
  readonly added?: Sql;
  readonly source?: Sql;
  /** A public bucket is everybody's to read so. */
  readonly readsPublic?: boolean;
  /** A token that was signed stands for the policies. */
  readonly isSigned?: boolean;
  readonly isForService?: boolean;
  readonly mimeType?: string;
  readonly runs?: boolean;
}

export const READ = { privilege: "SELECT", columns: ["*"] } as const;
export const INSERT = {
  privilege: "INSERT",
  columns: ["bucket_id", "name", "owner", "owner_id", "version", "metadata", "user_metadata"],
} as const;
export const UPDATE = { ...INSERT, privilege: "UPDATE" } as const;
export const DELETE = { privilege: "DELETE", columns: [] } as const;
