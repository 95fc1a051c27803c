// What the audit finds in the database as it is now: each finding with its reason and, where there is one, the SQL that mends it.

export type AuditLevel = "error" | "warning" | "info";

export interface AuditFinding {
  /** The rule's id, as in docs/audit. */
  readonly id: string;
  readonly level: AuditLevel;
  /** What it is about, such as `public.tasks, policy "See"`. */
  readonly object: string;
  readonly message: string;
  readonly why: string;
  /** Statements that mend it; null where a person has to decide. */
  readonly fix: string | null;
}

/** Not understood: neither a fault nor safe. */
export interface AuditUnknown {
  readonly object: string;
  readonly reason: string;
  /** The expression as PostgreSQL prints it. */
  readonly text: string;
}

export interface AuditAnswer {
  /** The gravest first. */
  readonly findings: readonly AuditFinding[];
  readonly unknown: readonly AuditUnknown[];
  readonly checked: { readonly tables: number; readonly policies: number; readonly rules: number };
}

/** Where the database is not what its migrations make. */
export interface AuditDrift {
  /** What the audit judged, such as `the project's database as it stands`. */
  readonly judged: string;
  readonly drift: readonly { readonly object: string; readonly reason: string }[];
}
