// Sees which made rows a request reached, and to whom those belong that it added, though all that it wrote is undone: a
// trigger on each table of the copy notes it in sequences, and sequences are not rolled back. It fires for each row that
// a policy's USING let through, and for each that anything added, a function or another trigger included.

import { compile, identifier, literal, sql } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { determinantsOf } from "./attempts/determinants.ts";
import type { MadeRow, MadeRows } from "./rows/made-rows.ts";

const SCHEMA = "rowlock_observer";

/** A sequence holds 63 bits; the lowest is always set, because a sequence holds no zero. */
const MAX_ROWS = 60;

/** After the project's own triggers, which run in the order of their names. */
export const OBSERVER_TRIGGER = "zzzz_rowlock_observer";

/** Before the table's oid, in the names of the sequences for rows that were added. */
const ADDED = "added_";

const SET_UP = `
  create schema ${SCHEMA};
  create table ${SCHEMA}.known (
    relation text, key jsonb, place int, primary key (relation, key)
  );
  -- What makes a row belong to whom the made row at that place belongs to.
  create table ${SCHEMA}.belonging (
    relation text, owner jsonb, place int, primary key (relation, owner)
  );

  create function ${SCHEMA}.mark(sequence_name text, row_place int) returns void language plpgsql
  set search_path = '' as $$
  declare noted bigint;
  begin
    execute format('select last_value from ${SCHEMA}.%I', sequence_name) into noted;
    perform setval(format('${SCHEMA}.%I', sequence_name), noted | (1::bigint << row_place));
  end $$;

  create function ${SCHEMA}.note() returns trigger language plpgsql security definer
  set search_path = '' as $$
  declare
    row_key jsonb;
    row_place int;
  begin
    if tg_op = 'INSERT' then
      for row_place in select b.place from ${SCHEMA}.belonging b
        where b.relation = tg_argv[0] and to_jsonb(new) @> b.owner
      loop
        perform ${SCHEMA}.mark('${ADDED}' || tg_argv[0], row_place);
      end loop;
      return new;
    end if;
    -- The first argument names the whole table, the others the columns of its key.
    if tg_nargs = 1 then row_key := to_jsonb(old);
    else
      select jsonb_object_agg(name, to_jsonb(old) -> name) into row_key
      from unnest(tg_argv[1:tg_nargs - 1]) name;
    end if;
    select place into row_place from ${SCHEMA}.known where relation = tg_argv[0] and key = row_key;
    if row_place is not null then perform ${SCHEMA}.mark(tg_argv[0], row_place); end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end $$;

  create function ${SCHEMA}.take() returns table (relation text, noted bigint) language plpgsql
  set search_path = '' as $$
  begin
    for relation in select s.sequencename from pg_catalog.pg_sequences s where s.schemaname = '${SCHEMA}'
    loop
      execute format('select last_value from ${SCHEMA}.%I', relation) into noted;
      if noted > 1 then
        perform setval(format('${SCHEMA}.%I', relation), 1);
        return next;
      end if;
    end loop;
  end $$;`;

export interface Traffic {
  /** Made rows that were changed or deleted. */
  readonly reached: readonly MadeRow[];
  /** Made rows that belong to the same as a row that was added. */
  readonly added: readonly MadeRow[];
}

export const NO_TRAFFIC: Traffic = { reached: [], added: [] };

export class Observer {
  readonly #rows: ReadonlyMap<string, readonly MadeRow[]>;

  private constructor(rows: ReadonlyMap<string, readonly MadeRow[]>) {
    this.#rows = rows;
  }

  /** Sets the triggers up in the copy, as its superuser. */
  static async install(
    client: SqlClient,
    database: DatabaseAnalysis,
    made: MadeRows,
  ): Promise<Observer> {
    await client.query(SET_UP);
    const rows = new Map<string, readonly MadeRow[]>();
    for (const table of database.relations) {
      const known = made.of(table).slice(0, MAX_ROWS);
      if (known.length === 0) continue;
      rows.set(table.oid, known);
      await watch(client, table, known);
      await noteOwners(client, known, determinantsOf(table, database));
    }
    return new Observer(rows);
  }

  /** What happened since the last time. */
  async take(client: SqlClient): Promise<Traffic> {
    const { rows } = await client.query<{ relation: string; noted: string }>(
      `select relation, noted::text from ${SCHEMA}.take()`,
    );
    const marked = (isWanted: (name: string) => boolean) =>
      rows
        .filter(({ relation }) => isWanted(relation))
        .flatMap(({ relation, noted }) => {
          const known = this.#rows.get(relation.replace(ADDED, "")) ?? [];
          return known.filter((_row, index) => (BigInt(noted) >> BigInt(index + 1)) & 1n);
        });
    return {
      reached: marked((name) => !name.startsWith(ADDED)),
      added: marked((name) => name.startsWith(ADDED)),
    };
  }
}

async function watch(
  client: SqlClient,
  table: AnalysedRelation,
  known: readonly MadeRow[],
): Promise<void> {
  const columns = Object.keys(known[0]?.key ?? {});
  for (const name of [table.oid, `${ADDED}${table.oid}`]) {
    await client.query(compile(sql`create sequence ${identifier(SCHEMA, name)} start 1`).text);
  }
  await client.query(
    `insert into ${SCHEMA}.known select $1, key, place
     from unnest($2::jsonb[]) with ordinality as given(key, place) on conflict do nothing`,
    [table.oid, known.map((row) => JSON.stringify(row.key ?? row.stored))],
  );
  const names = [table.oid, ...columns].map((name) => compile(literal(name)).text).join(", ");
  const target = compile(identifier(table.schema, table.name)).text;
  await client.query(
    `create trigger ${OBSERVER_TRIGGER} before insert or update or delete on ${target}
     for each row execute function ${SCHEMA}.note(${names})`,
  );
}

async function noteOwners(
  client: SqlClient,
  known: readonly MadeRow[],
  determinants: readonly (readonly string[])[],
): Promise<void> {
  for (const [index, { relation, stored }] of known.entries()) {
    for (const columns of determinants) {
      const owner = Object.fromEntries(columns.map((column) => [column, stored[column] ?? null]));
      if (Object.values(owner).includes(null)) continue;
      await client.query(
        `insert into ${SCHEMA}.belonging values ($1, $2, $3) on conflict do nothing`,
        [relation.oid, JSON.stringify(owner), index + 1],
      );
    }
  }
}
