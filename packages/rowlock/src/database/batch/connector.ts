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
  /** Whether a pooler stands between, so that the session at the other end may change. */
  readonly isShared: boolean;
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
        return { client, isShared: await isShared(client) };
      } catch (error) {
        void client.end().catch(() => {});
        if (!isFull(error)) throw databaseUnreachable(error);
        full ??= setTimeout(askAgain, FULL_MS);
        return undefined;
      }
    },
  };
}

/** A pooler names a key of its own for cancelling, not the process of a session that it may change. */
async function isShared(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select pg_catalog.pg_backend_pid() as pid");
  return rows[0].pid !== (client as unknown as { readonly processID: number }).processID;
}
