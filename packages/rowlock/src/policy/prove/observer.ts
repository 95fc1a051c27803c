// Sees which made rows a request reached, though all that it wrote is undone: a trigger on each table of the copy notes
// them in a sequence, and sequences are not rolled back. It fires for each row that a policy's USING let through.
import type { SqlClient } from "../../database/sql-client.ts";
import { compile, identifier, literal, sql } from "../../sql/fragment.ts";
import type { AnalysedRelation } from "../analysis/database-analysis.ts";
import type { MadeRow, MadeRows } from "./rows/made-rows.ts";

const SCHEMA = "rowlock_observer";

/** A sequence holds 63 bits; the lowest is always set, because a sequence holds no zero. */
const MAX_ROWS = 60;

/** After the project's own triggers, which run in the order of their names. */
export const OBSERVER_TRIGGER = "zzzz_rowlock_observer";

const SET_UP = `
  create schema ${SCHEMA};
  create table ${SCHEMA}.known (
    relation text, key jsonb, place int, primary key (relation, key)
  );

  create function ${SCHEMA}.note() returns trigger language plpgsql security definer
  set search_path = '' as $$
  declare
    row_key jsonb;
    row_place int;
    noted bigint;
  begin
    -- The first argument names the whole table, the others the columns of its key.
    if tg_nargs = 1 then row_key := to_jsonb(old);
    else
      select jsonb_object_agg(name, to_jsonb(old) -> name) into row_key
      from unnest(tg_argv[1:tg_nargs - 1]) name;
    end if;
    select place into row_place from ${SCHEMA}.known where relation = tg_argv[0] and key = row_key;
    if row_place is not null then
      execute format('select last_value from ${SCHEMA}.%I', tg_argv[0]) into noted;
      perform setval(format('${SCHEMA}.%I', tg_argv[0]), noted | (1::bigint << row_place));
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end $$;

  create function ${SCHEMA}.take() returns table (relation text, noted bigint) language plpgsql
  set search_path = '' as $$
  begin
    for relation in select c.relname from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = '${SCHEMA}' and c.relkind = 'S'
    loop
      execute format('select last_value from ${SCHEMA}.%I', relation) into noted;
      if noted > 1 then
        perform setval(format('${SCHEMA}.%I', relation), 1);
        return next;
      end if;
    end loop;
  end $$;`;

export class Observer {
  readonly #rows: ReadonlyMap<string, readonly MadeRow[]>;

  private constructor(rows: ReadonlyMap<string, readonly MadeRow[]>) {
    this.#rows = rows;
  }

  /** Sets the triggers up in the copy, as its superuser. */
  static async install(
    client: SqlClient,
    tables: readonly AnalysedRelation[],
    made: MadeRows,
  ): Promise<Observer> {
    await client.query(SET_UP);
    const rows = new Map<string, readonly MadeRow[]>();
    for (const table of tables) {
      const known = made.of(table).slice(0, MAX_ROWS);
      if (known.length === 0) continue;
      rows.set(table.oid, known);
      await watch(client, table, known);
    }
    return new Observer(rows);
  }

  /** The made rows that were reached since the last time. */
  async take(client: SqlClient): Promise<readonly MadeRow[]> {
    const { rows } = await client.query<{ relation: string; noted: string }>(
      `select relation, noted::text from ${SCHEMA}.take()`,
    );
    return rows.flatMap(({ relation, noted }) => {
      const mask = BigInt(noted);
      return (this.#rows.get(relation) ?? []).filter(
        (_row, index) => (mask >> BigInt(index + 1)) & 1n,
      );
    });
  }
}

async function watch(
  client: SqlClient,
  table: AnalysedRelation,
  known: readonly MadeRow[],
): Promise<void> {
  const columns = Object.keys(known[0]?.key ?? {});
  await client.query(compile(sql`create sequence ${identifier(SCHEMA, table.oid)} start 1`).text);
  await client.query(
    `insert into ${SCHEMA}.known select $1, key, place
     from unnest($2::jsonb[]) with ordinality as given(key, place) on conflict do nothing`,
    [table.oid, known.map((row) => JSON.stringify(row.key ?? row.stored))],
  );
  const names = [table.oid, ...columns].map((name) => compile(literal(name)).text).join(", ");
  const target = compile(identifier(table.schema, table.name)).text;
  await client.query(
    `create trigger ${OBSERVER_TRIGGER} before update or delete on ${target}
     for each row execute function ${SCHEMA}.note(${names})`,
  );
}
