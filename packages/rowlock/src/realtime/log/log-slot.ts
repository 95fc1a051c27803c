// The slot that keeps our place in the log. On Rowlock's own server it is kept while the process lives, so that a lost
// connection goes on where it was; on a server by URL it is temporary, because one that we failed to drop would keep
// somebody else's log for ever.
import { randomBytes } from "node:crypto";
import {
  loadReplicationFacts,
  type ReplicationFacts,
  SLOT_PREFIX,
  type SlotFacts,
} from "../../catalog/parts/replication.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { rowlockError } from "../../errors/registry.ts";
import type { SqlClient } from "../../sql/sql-client.ts";

export interface LogSlot {
  readonly name: string;
  readonly temporary: boolean;
}

export function newSlot({ temporary }: Pick<LogSlot, "temporary">): LogSlot {
  return { name: `${SLOT_PREFIX}${randomBytes(8).toString("hex")}`, temporary };
}

export interface Prepared {
  readonly publications: readonly string[];
  /** Whether it goes on where it was. */
  readonly continues: boolean;
}

export interface SlotOptions {
  readonly connectionString: string;
  readonly slot: LogSlot;
  readonly publications: readonly string[];
}

/** Sees to it that the log can be read. @throws REALTIME_LOG, DATABASE_UNREACHABLE, PostgresError */
export function prepareSlot(options: SlotOptions): Promise<Prepared> {
  const { connectionString, slot } = options;
  return withClient(connectionString, async (client) => {
    const facts = await loadReplicationFacts(client, {
      publications: options.publications,
      slot: slot.name,
    });
    assertReadable(facts);
    const { publications } = facts;
    if (slot.temporary) return { publications, continues: false };
    if (facts.slot !== null) {
      await freeSlot(client, { name: slot.name, facts: facts.slot, drops: facts.slot.isLost });
    }
    const continues = facts.slot !== null && !facts.slot.isLost;
    if (!continues) {
      await client.query("select pg_create_logical_replication_slot($1, 'pgoutput')", [slot.name]);
    }
    return { publications, continues };
  });
}

function assertReadable({ walLevel, publications }: ReplicationFacts): void {
  if (walLevel !== "logical") {
    throw rowlockError("REALTIME_LOG", {
      message: `The database's log is written with wal_level = ${walLevel}, and changes can be read from it with logical alone`,
      hint: "Set wal_level = logical on the server and restart it",
    });
  }
  if (publications.length === 0) {
    throw rowlockError("REALTIME_LOG", {
      message: "The database has no publication supabase_realtime",
      hint: "Run: create publication supabase_realtime",
    });
  }
}

/** Our own earlier connection may not have been noticed as lost. A slot without its log is of no use to anybody. */
async function freeSlot(
  client: SqlClient,
  {
    name,
    facts,
    drops,
  }: { readonly name: string; readonly facts: SlotFacts; readonly drops: boolean },
): Promise<void> {
  if (facts.reader !== null)
    await client.query("select pg_terminate_backend($1, 5000)", [facts.reader]);
  if (drops) await client.query("select pg_drop_replication_slot($1)", [name]);
}

/** Drops our slot; a temporary one is gone by itself. */
export async function dropSlot({
  connectionString,
  slot: { name, temporary },
}: Pick<SlotOptions, "connectionString" | "slot">): Promise<void> {
  if (temporary) return;
  await withClient(connectionString, async (client) => {
    const { slot } = await loadReplicationFacts(client, { publications: [], slot: name });
    if (slot !== null) await freeSlot(client, { name, facts: slot, drops: true });
  });
}
