// Makes the connections of a pool. A server that is full is left alone for a moment: whoever waits is better served by
// the connections that there are.
import pg from "pg";
import { databaseUnreachable, isFull } from "../database-unreachable.ts";

export interface ConnectorOptions {
  readonly connectionString: string;
  /** As PostgreSQL shows it in pg_stat_activity. */
  readonly applicationName: string;
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Told when it is worth a try again. */
  readonly onRoom: () => void;
}

export interface Connector {
  /** Whether the server is believed to have room. */
  hasRoom(): boolean;
  /** Undefined: the server has no room for one more. @throws DATABASE_UNREACHABLE */
  connect(): Promise<Connection | undefined>;
}

export interface Connection {
  readonly client: pg.Client;
  /**
   * Whether a read may be followed by what only writes leave: a pooler stands between, so that the session at the other
   * end may change, or the server is one where a function can end its own read-only transaction.
   */
  readonly readsMayLeave: boolean;
}

/** After how long a full server is asked again, in milliseconds. */
const FULL_MS = 250;

export function createConnector(options: ConnectorOptions): Connector {
  const { connectionString, applicationName, timeoutMs, onRoom } = options;
  let full: NodeJS.Timeout | undefined;

  function askAgain(): void {
    full = undefined;
    onRoom();
  }

  return {
    hasRoom: () => full === undefined,
    async connect() {
      const client = new pg.Client({
        connectionString,
        application_name: applicationName,
        connectionTimeoutMillis: timeoutMs,
        keepAlive: true,
      });
      // A connection lost while it is free is simply replaced; one lost at work fails its batch.
      client.on("error", () => {});
      try {
        await client.connect();
        return { client, readsMayLeave: await mayReadsLeave(client) };
      } catch (error) {
        void client.end().catch(() => {});
        if (!isFull(error)) throw databaseUnreachable(error);
        full ??= setTimeout(askAgain, FULL_MS);
        return undefined;
      }
    },
  };
}

// The first PostgreSQL that refuses `reset transaction_read_only`.
const READ_ONLY_FOR_GOOD = 160_000;

/** A pooler names a key of its own for cancelling, not the process of a session that it may change. */
async function mayReadsLeave(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    "select pg_catalog.pg_backend_pid() as pid, pg_catalog.current_setting('server_version_num')::int as version",
  );
  const [{ pid, version }] = rows;
  const { processID } = client as unknown as { readonly processID: number };
  return pid !== processID || version < READ_ONLY_FOR_GOOD;
}
