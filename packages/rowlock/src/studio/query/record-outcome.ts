// What follows a run that changed the schema: it joins the list of changes to keep, and grants that are missing are told.
import { readMissingGrants } from "../introspection/missing-grants.ts";
import type { StudioContext } from "../studio-context.ts";
import type { RunSqlAnswer } from "../wire/query.ts";
import type { RunOutcome } from "./run-sql.ts";
import { changesSchema } from "./schema-commands.ts";

export interface RecordOptions {
  readonly context: Pick<StudioContext, "database" | "kept" | "project">;
  readonly title: string;
  readonly statements: readonly string[];
}

export async function recordOutcome(
  outcome: RunOutcome,
  { context, title, statements }: RecordOptions,
): Promise<RunSqlAnswer> {
  if (!lasts(outcome)) return outcome;
  const [change, missing] = await Promise.all([
    context.kept.add({ title, statements }),
    readMissingGrants(context.database, context.project.describe().schemas),
  ]);
  return { ...outcome, changeId: change.id, missing };
}

/** A run that was undone, whole or perhaps in part, is no change to keep. */
function lasts({ problem, transactionLeftOpen, results }: RunOutcome): boolean {
  if (problem !== undefined || transactionLeftOpen) return false;
  const tags = results.map((result) => result.command);
  return tags.some(changesSchema) && !tags.includes("ROLLBACK");
}
