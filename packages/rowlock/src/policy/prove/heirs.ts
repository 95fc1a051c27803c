// Tables that inherit from others (`inherits`): a query of the one above shows their rows as well, by its own policies
// alone. Partitions are no such tables: their rows are the whole table's.
import type { SqlClient } from "../../database/sql-client.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";

export interface Heirs {
  of(relation: AnalysedRelation): readonly AnalysedRelation[];
}

export async function readHeirs(
  client: SqlClient,
  { relations }: DatabaseAnalysis,
): Promise<Heirs> {
  const { rows } = await client.query<{ parent: string; child: string }>(
    `with recursive line as (
       select i.inhparent as parent, i.inhrelid as child
       from pg_inherits i join pg_class c on c.oid = i.inhrelid where not c.relispartition
       union
       select line.parent, i.inhrelid from line join pg_inherits i on i.inhparent = line.child)
     select parent::text, child::text from line`,
  );
  const byOid = new Map(relations.map((relation) => [relation.oid, relation]));
  return {
    of: ({ oid }) =>
      rows.flatMap(({ parent, child }) => (parent === oid ? (byOid.get(child) ?? []) : [])),
  };
}
