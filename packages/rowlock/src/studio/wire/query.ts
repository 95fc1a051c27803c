// The SQL Editor's conversation with the server: a text goes, results come, in PostgreSQL's own text form.
import * as z from "zod";

export const runSqlSchema = z.object({
  sql: z.string().min(1).max(2_000_000),
  /** Chosen by the page, so that it can cancel what it started. */
  runId: z.string().regex(/^[\w-]{8,64}$/),
  /** Rows kept of each result; all are counted. */
  maxRows: z.number().int().min(1).max(10_000).default(1000),
  timeoutSeconds: z.number().int().min(1).max(86_400).default(120),
});

export type RunSqlRequest = z.output<typeof runSqlSchema>;

export interface ResultColumn {
  readonly name: string;
  /** As PostgreSQL names it, such as `timestamp with time zone`. */
  readonly type: string;
}

/** A cell as text. Longer ones are cut, and say so. */
export type Cell = string | null | { readonly cut: string };

export interface StatementResult {
  /** The command tag, such as `INSERT 0 1`. */
  readonly command: string;
  /** Empty for a statement that gives no rows. */
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows given or affected; null where the command tells none. */
  readonly rowCount: number | null;
  /** True: there were more rows than were kept. */
  readonly truncated: boolean;
}

/** An error of PostgreSQL, or of the way there. */
export interface SqlProblem {
  /** The SQLSTATE; `DATABASE_UNREACHABLE` or `DATABASE_LOST` where there is none. */
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** Where in the text that was sent, counted in UTF-16 units from 0. */
  readonly position?: number | undefined;
  /** The call stack inside of functions. */
  readonly where?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
}

export interface SqlNotice {
  readonly severity: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

export interface RunSqlAnswer {
  readonly results: readonly StatementResult[];
  readonly notices: readonly SqlNotice[];
  readonly milliseconds: number;
  /** The run ended here; what the text had done before was undone. */
  readonly problem?: SqlProblem | undefined;
  /** True: the text left a transaction open, and it was rolled back. */
  readonly transactionLeftOpen: boolean;
  /** Set when the text changed the schema: the change can be kept as a migration. */
  readonly changeId?: string | undefined;
  /** What the schema lacks after the run, such as grants. */
  readonly missing?: readonly MissingGrant[] | undefined;
}

/** A table that policies let people into, or that RLS guards, but that a role of the Data API has no grant on. */
export interface MissingGrant {
  readonly schema: string;
  readonly table: string;
  readonly role: string;
  /** What the policies speak of and no grant allows. */
  readonly privileges: readonly ("select" | "insert" | "update" | "delete")[];
  /** Sequences that an insert needs as well. */
  readonly sequences: readonly { readonly schema: string; readonly name: string }[];
}
