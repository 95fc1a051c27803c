// Migrations, and the changes made in Studio that no migration file holds yet.
import * as z from "zod";

export type MigrationState =
  /** In the folder and in the database. */
  | "applied"
  /** In the folder only. */
  | "pending"
  /** In the database only: its file is gone. */
  | "file missing"
  /** Applied, and its file was edited since. */
  | "edited";

export interface MigrationSummary {
  readonly version: string;
  readonly name: string;
  readonly state: MigrationState;
  /** From the project's folder, such as `supabase/migrations/20260101000000_tasks.sql`. */
  readonly path: string | null;
}

/** A change of the schema that was made here and is in force. */
export interface KeptChange {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In a few words, such as "Create table tasks". */
  readonly title: string;
  readonly statements: readonly string[];
}

export interface MigrationsAnswer {
  readonly migrations: readonly MigrationSummary[];
  /** Oldest first. */
  readonly unkept: readonly KeptChange[];
}

export interface MigrationText {
  readonly version: string;
  readonly sql: string;
}

export const keepChangesSchema = z.object({
  changeIds: z.array(z.string()).min(1, "Choose a change"),
  name: z
    .string()
    .trim()
    .regex(/^[a-z0-9_]{1,100}$/, "Expected lower case letters, digits and underscores"),
});

export const forgetChangesSchema = z.object({ changeIds: z.array(z.string()).min(1) });

export type KeepChangesInput = z.input<typeof keepChangesSchema>;
export type ForgetChangesInput = z.input<typeof forgetChangesSchema>;
