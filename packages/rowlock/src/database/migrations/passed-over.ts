// The record of statements that were passed over for want of an extension: kept beside the migrations' own, so that a
// later file that needs what they would have made is excused too, and `rowlock status` can tell of them.
import type { SqlClient } from "../../sql/sql-client.ts";
import { type Absences, createAbsences } from "./absent-extensions.ts";

/** `[db] absent_extensions` in rowlock.toml. */
export type AbsentExtensionsRule = "refuse" | "skip";

export interface PassedOver {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly statement: string;
  readonly extension: string;
}

export interface PassingOver {
  readonly absences: Absences;
  add(passed: PassedOver): void;
  /** Writes what was added, in the script's own transaction. */
  record(): Promise<void>;
}

export interface StartPassingOverOptions {
  readonly absentExtensions?: AbsentExtensionsRule | undefined;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Undefined where the rule is to refuse. */
export async function startPassingOver(
  client: SqlClient,
  { absentExtensions, onNotice }: StartPassingOverOptions,
): Promise<PassingOver | undefined> {
  if (absentExtensions !== "skip") return undefined;
  const absences = createAbsences(await readPassedOver(client));
  let added: PassedOver[] = [];
  return {
    absences,
    add(passed) {
      added.push(passed);
      onNotice?.(
        `${passed.path}:${passed.line} was passed over: it needs the extension ${passed.extension}, which is not here`,
      );
    },
    async record() {
      if (added.length > 0) await writePassedOver(client, added);
      added = [];
    },
  };
}

export async function readPassedOver(client: SqlClient): Promise<readonly PassedOver[]> {
  const known = await client.query<{ there: boolean }>(
    "select pg_catalog.to_regclass('supabase_migrations.rowlock_passed_over') is not null as there",
  );
  if (known.rows[0]?.there !== true) return [];
  const { rows } = await client.query<PassedOver>(
    "select path, line, statement, extension from supabase_migrations.rowlock_passed_over order by path, line",
  );
  return rows;
}

async function writePassedOver(client: SqlClient, added: readonly PassedOver[]): Promise<void> {
  await client.query(`
    create table if not exists supabase_migrations.rowlock_passed_over (
      path text not null, line integer not null, statement text not null, extension text not null
    )`);
  await client.query(
    `insert into supabase_migrations.rowlock_passed_over (path, line, statement, extension)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::text[])`,
    [
      added.map(({ path }) => path),
      added.map(({ line }) => line),
      added.map(({ statement }) => statement),
      added.map(({ extension }) => extension),
    ],
  );
}
