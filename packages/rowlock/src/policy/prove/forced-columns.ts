// Owner columns that the project's own triggers set, whatever a request sends: such a row can't be made somebody else's.
// Found by trying it on the copy, as its superuser with a caller's claims, and undoing it; triggers are never read.
import { isTable } from "../../catalog/parts/relations.ts";
import { compile, identifier, join, sql } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import type { ProofCopy } from "../ports.ts";
import { asOwnedBy, determinantsOf } from "./attempts/determinants.ts";
import { actorOf, type Person, type World } from "./cast.ts";
import { claimsOf } from "./claims-of.ts";
import type { MadeWorld } from "./rows/make-rows.ts";

/** By the relation's oid: the columns that come out as the caller's own, or as they were. */
export interface ForcedColumns {
  readonly insert: ReadonlyMap<string, ReadonlySet<string>>;
  readonly update: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Probe {
  readonly client: SqlClient;
  readonly relation: AnalysedRelation;
  readonly columns: readonly string[];
  readonly caller: Person;
  readonly own: World;
  readonly stranger: World;
  readonly made: MadeWorld;
}

/** Beyond the slots that are made and tried. */
const PROBE_SLOT = 40;

export async function findForcedColumns(
  copy: ProofCopy,
  database: DatabaseAnalysis,
  made: MadeWorld,
): Promise<ForcedColumns> {
  const insert = new Map<string, ReadonlySet<string>>();
  const update = new Map<string, ReadonlySet<string>>();
  for (const relation of database.relations) {
    if (!relation.exposed || !isTable(relation) || relation.triggers.length === 0) continue;
    const columns = [...new Set(determinantsOf(relation, database).flat())];
    const [own, stranger] = made.planner.cast.worlds.filter(
      (world) => made.planner.count(relation, world) > 0,
    );
    const caller = own?.people[0];
    if (columns.length === 0 || !own || !stranger || !caller) continue;
    const claims = await claimsOf(actorOf(caller, made.planner.cast), copy);
    await copy.withAdmin(async (client) => {
      const probe: Probe = { client, relation, columns, caller, own, stranger, made };
      insert.set(relation.oid, await undone(probe, claims, forcedOnInsert));
      update.set(relation.oid, await undone(probe, claims, forcedOnUpdate));
    });
  }
  return { insert, update };
}

/** What fails, such as by a trigger that refuses, forces nothing: the request will fail as well. */
async function undone(
  probe: Probe,
  claims: JsonObject,
  look: (probe: Probe) => Promise<readonly string[]>,
): Promise<ReadonlySet<string>> {
  const { client } = probe;
  await client.query("begin");
  try {
    await client.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify(claims),
    ]);
    return new Set(await look(probe));
  } catch {
    return new Set();
  } finally {
    await client.query("rollback");
  }
}

async function forcedOnInsert(probe: Probe): Promise<readonly string[]> {
  const { client, relation, columns, caller, stranger, made } = probe;
  const { values } = made.planner.plan(relation, stranger, PROBE_SLOT);
  const expected = asOwnedBy(relation, values, { person: caller, ids: made.planner.cast.ids });
  const target = identifier(relation.schema, relation.name);
  const names = join(Object.keys(values).map((name) => identifier(name)));
  const query = sql`insert into ${target} (${names}) overriding system value
    select ${names} from jsonb_populate_record(null::${target}, $1::jsonb)
    returning to_jsonb(${identifier(relation.name)}.*) as stored`;
  const stored = await storedBy(client, compile(query).text, values);
  return columns.filter(
    (name) => isSame(stored[name], expected[name]) && !isSame(stored[name], values[name]),
  );
}

async function forcedOnUpdate(probe: Probe): Promise<readonly string[]> {
  const { client, relation, columns, own, stranger, made } = probe;
  const row = made.rows.of(relation).find((one) => one.world.id === own.id);
  if (row?.key == null) return [];
  const { values } = made.planner.plan(relation, stranger, PROBE_SLOT);
  const target = identifier(relation.schema, relation.name);
  const table = identifier(relation.name);
  const settings = join(
    columns.map((name) => sql`${identifier(name)} = given.${identifier(name)}`),
  );
  const keys = Object.keys(row.key).map(
    (name) => sql`${table}.${identifier(name)} = keyed.${identifier(name)}`,
  );
  const query = sql`update ${target} set ${settings}
    from jsonb_populate_record(null::${target}, $1::jsonb) given,
      jsonb_populate_record(null::${target}, $2::jsonb) keyed
    where ${join(keys, " and ")} returning to_jsonb(${table}.*) as stored`;
  const stored = await storedBy(client, compile(query).text, values, row.key);
  return columns.filter(
    (name) => isSame(stored[name], row.stored[name]) && !isSame(stored[name], values[name]),
  );
}

async function storedBy(
  client: SqlClient,
  text: string,
  ...rows: readonly JsonObject[]
): Promise<JsonObject> {
  const { rows: found } = await client.query<{ stored: JsonObject }>(
    text,
    rows.map((row) => JSON.stringify(row)),
  );
  return found[0]?.stored ?? {};
}

function isSame(left: unknown, right: unknown): boolean {
  return left !== undefined && JSON.stringify(left) === JSON.stringify(right ?? null);
}
