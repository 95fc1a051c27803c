// A connection to a server whose processes are being killed: after a crash PostgreSQL recovers for a moment, and refuses.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

const RECOVERING = "57P03";

/** Waits as long as the server says that it recovers; every other refusal is thrown. */
export async function connectRecovering(connectionString: string): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ connectionString });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      if ((error as { code?: string }).code !== RECOVERING) throw error;
      await sleep(100);
    }
  }
}
