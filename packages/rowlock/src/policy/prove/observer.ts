// Sees which made rows a request reached, and to whom those belong that it added, though all that it wrote is undone: a
// trigger on each table of the copy notes it in sequences, and sequences are not rolled back. It fires for each row that
// a policy's USING let through, and for each that anything added, a function or another trigger included. Which request
// it was stands in a header, and there are sequences for each lane of requests.

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

/** How many requests are told apart from each other. Their lanes are 1 and up; 0 is whatever names none. */
export const LANES = 2;

/** Names a request's lane. */
export const LANE_HEADER = "rowlock-lane";

/** What is seen of a table, each with a sequence of its own. */
const SIGHTS = ["reached", "added"] as const;

const SET_UP = `
  create schema ${SCHEMA};
  create table ${SCHEMA}.known (
    relation text, key jsonb, place int, primary key (relation, key)
  );
  -- What makes a row belong to whom the made row at that place belongs to.
  create table ${SCHEMA}.belonging (
    relation text, owner jsonb, place int, primary key (relation, owner)
  );

  create function ${SCHEMA}.raise_bit(sequence_name text, place int) returns void language plpgsql
  set search_path = '' as $$
  declare noted bigint;
  begin
    execute format('select last_value from ${SCHEMA}.%I', sequence_name) into noted;
    if (noted >> place) & 1 = 1 then return; end if;
    perform setval(format('${SCHEMA}.%I', sequence_name), noted | (1::bigint << place));
  end $$;

  create function ${SCHEMA}.drain(sequence_name text, out noted bigint) language plpgsql
  set search_path = '' as $$
  begin
    execute format('select last_value from ${SCHEMA}.%I', sequence_name) into noted;
    if noted > 1 then perform setval(format('${SCHEMA}.%I', sequence_name), 1); end if;
  end $$;

  -- Beside the row's own bit one for its sequence, so that to look at what happened is to look at those few.
  create function ${SCHEMA}.mark(sight int, place int) returns void language plpgsql
  set search_path = '' as $$
  declare
    named text := substring(current_setting('request.headers', true) from '"${LANE_HEADER}"\\s*:\\s*"([1-${LANES}])"');
    lane text := coalesce(named, '0');
  begin
    perform ${SCHEMA}.raise_bit('sight_' || lane || '_' || sight, place);
    perform ${SCHEMA}.raise_bit(
      'touched_' || lane || '_' || sight / ${MAX_ROWS}, sight % ${MAX_ROWS} + 1
    );
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
        perform ${SCHEMA}.mark(tg_argv[0]::int * 2 + 1, row_place);
      end loop;
      return new;
    end if;
    -- The first argument is the table's number, the others name the columns of its key; without them the whole row is.
    if tg_nargs = 1 then row_key := to_jsonb(old);
    else
      select jsonb_object_agg(name, to_jsonb(old) -> name) into row_key
      from unnest(tg_argv[1:tg_nargs - 1]) name;
    end if;
    select place into row_place from ${SCHEMA}.known where relation = tg_argv[0] and key = row_key;
    if row_place is not null then
      perform ${SCHEMA}.mark(tg_argv[0]::int * 2, row_place);
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end $$;

  create function ${SCHEMA}.take(lanes int[], parts int)
  returns table (lane int, sight int, noted bigint) language plpgsql set search_path = '' as $$
  declare touched bigint;
  begin
    foreach lane in array lanes loop
      for part in 0 .. parts - 1 loop
        touched := ${SCHEMA}.drain('touched_' || lane || '_' || part);
        continue when touched <= 1;
        for place in 1 .. ${MAX_ROWS} loop
          continue when (touched >> place) & 1 = 0;
          sight := part * ${MAX_ROWS} + place - 1;
          noted := ${SCHEMA}.drain('sight_' || lane || '_' || sight);
          return next;
        end loop;
      end loop;
    end loop;
  end $$;`;

export interface Traffic {
  /** Made rows that were changed or deleted. */
  readonly reached: readonly MadeRow[];
  /** Made rows that belong to the same as a row that was added. */
  readonly added: readonly MadeRow[];
}

interface Sighting {
  readonly traffic: Traffic;
  /** Something happened that names no lane, and so may be of any request that was under way. */
  readonly isStray: boolean;
}

export const NO_TRAFFIC: Traffic = { reached: [], added: [] };

export class Observer {
  /** By the table's number. */
  readonly #rows: readonly (readonly MadeRow[])[];

  private constructor(rows: readonly (readonly MadeRow[])[]) {
    this.#rows = rows;
  }

  /** Sets the triggers up in the copy, as its superuser. */
  static async install(
    client: SqlClient,
    database: DatabaseAnalysis,
    made: MadeRows,
  ): Promise<Observer> {
    await client.query(SET_UP);
    const rows: (readonly MadeRow[])[] = [];
    for (const table of database.relations) {
      const known = made.of(table).slice(0, MAX_ROWS);
      if (known.length === 0) continue;
      const number = rows.push(known) - 1;
      await watch(client, table, { number, known });
      await noteOwners(client, determinantsOf(table, database), { number, known });
    }
    for (let lane = 0; lane <= LANES; lane++) {
      await makeSequences(client, `sight_${lane}`, rows.length * SIGHTS.length);
      await makeSequences(client, `touched_${lane}`, partsOf(rows.length));
    }
    return new Observer(rows);
  }

  /** What happened in a lane since the last time. */
  async take(client: SqlClient, lane = 0): Promise<Sighting> {
    const { rows } = await client.query<{ lane: number; sight: number; noted: string }>(
      `select lane, sight, noted::text from ${SCHEMA}.take($1, $2)`,
      [[...new Set([lane, 0])], partsOf(this.#rows.length)],
    );
    const seen = (wanted: (typeof SIGHTS)[number]) =>
      rows.flatMap(({ sight, noted }) => {
        if (SIGHTS[sight % SIGHTS.length] !== wanted) return [];
        const known = this.#rows[Math.floor(sight / SIGHTS.length)] ?? [];
        return known.filter((_row, index) => (BigInt(noted) >> BigInt(index + 1)) & 1n);
      });
    return {
      traffic: { reached: seen("reached"), added: seen("added") },
      isStray: rows.some((row) => row.lane !== lane),
    };
  }
}

/** How many sequences say which tables' sequences were touched. */
function partsOf(tables: number): number {
  return Math.ceil((tables * SIGHTS.length) / MAX_ROWS);
}

interface Watched {
  readonly number: number;
  readonly known: readonly MadeRow[];
}

async function watch(
  client: SqlClient,
  table: AnalysedRelation,
  { number, known }: Watched,
): Promise<void> {
  const columns = Object.keys(known[0]?.key ?? {});
  await client.query(
    `insert into ${SCHEMA}.known select $1, key, place
     from unnest($2::jsonb[]) with ordinality as given(key, place) on conflict do nothing`,
    [String(number), known.map((row) => JSON.stringify(row.key ?? row.stored))],
  );
  const names = [String(number), ...columns].map((name) => compile(literal(name)).text).join(", ");
  const target = compile(identifier(table.schema, table.name)).text;
  await client.query(
    `create trigger ${OBSERVER_TRIGGER} before insert or update or delete on ${target}
     for each row execute function ${SCHEMA}.note(${names})`,
  );
}

async function noteOwners(
  client: SqlClient,
  determinants: readonly (readonly string[])[],
  { number, known }: Watched,
): Promise<void> {
  for (const [index, { stored }] of known.entries()) {
    for (const columns of determinants) {
      const owner = Object.fromEntries(columns.map((column) => [column, stored[column] ?? null]));
      if (Object.values(owner).includes(null)) continue;
      await client.query(
        `insert into ${SCHEMA}.belonging values ($1, $2, $3) on conflict do nothing`,
        [String(number), JSON.stringify(owner), index + 1],
      );
    }
  }
}

async function makeSequences(client: SqlClient, kind: string, count: number): Promise<void> {
  const statements = Array.from({ length: count }, (_, number) => {
    const name = identifier(SCHEMA, `${kind}_${number}`);
    return compile(sql`create sequence ${name} start 1`).text;
  });
  if (count > 0) await client.query(statements.join("; "));
}
