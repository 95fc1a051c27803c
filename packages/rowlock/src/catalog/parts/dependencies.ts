// What hangs on what: which relations a view reads, and which functions run when a table is written.
import type { SqlClient } from "../../sql/sql-client.ts";
import { groupBy } from "../group-by.ts";
import { loadByRelation, USER_SCHEMA } from "./fragments.ts";

const VIEW_SOURCES = `
  select distinct w.ev_class::text as view, d.refobjid::text as source
  from pg_rewrite w
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
    and d.refclassid = 'pg_class'::regclass and d.refobjid <> w.ev_class
  join pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
  join pg_class s on s.oid = d.refobjid and s.relkind in ('r', 'p', 'v', 'm', 'f')
  join pg_namespace n on n.oid = v.relnamespace
  where ${USER_SCHEMA}
  order by 1, 2`;

/** The relations that a view's query names, by view. */
export async function loadViewSources(
  client: SqlClient,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ view: string; source: string }>(VIEW_SOURCES);
  const groups = groupBy(rows, ({ view }) => view);
  return new Map([...groups].map(([view, group]) => [view, group.map(({ source }) => source)]));
}

export interface TriggerFacts {
  readonly name: string;
  /** The oid of the function that it runs. */
  readonly routine: string;
  /** As CREATE TRIGGER, its arguments among the rest. */
  readonly definition: string;
}

const TRIGGERS = `
  select t.tgrelid::text as relation, t.tgname as name, t.tgfoid::text as routine,
    pg_get_triggerdef(t.oid) as definition
  from pg_trigger t
  where not t.tgisinternal
  order by 1, 2`;

/** By relation. */
export function loadTriggers(
  client: SqlClient,
): Promise<ReadonlyMap<string, readonly TriggerFacts[]>> {
  return loadByRelation<TriggerFacts>(client, TRIGGERS);
}
