// Asks the server at a port which cluster it is.
import { realpathSync } from "node:fs";
import pg from "pg";
import { connectionUrl } from "../connection-url.ts";
import { SUPERUSER } from "./create-data-directory.ts";

/** What tells a cluster from any other, and lets one ask. */
export interface ClusterIdentity {
  readonly dataDirectory: string;
  readonly systemIdentifier: string;
  readonly superuserPassword: string;
}

/** Whether the server at a port is of this data directory; silent: it does not answer, or knows another password. */
export async function probe(
  port: number,
  options: ClusterIdentity,
): Promise<"ours" | "foreign" | "silent"> {
  const client = new pg.Client({
    connectionString: connectionUrl({
      port,
      user: SUPERUSER,
      password: options.superuserPassword,
      database: "postgres",
    }),
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ id: string; directory: string }>(
      `select system_identifier::text as id, current_setting('data_directory') as directory
       from pg_catalog.pg_control_system()`,
    );
    const ours =
      rows[0]?.id === options.systemIdentifier &&
      realpathSync(rows[0].directory) === realpathSync(options.dataDirectory);
    return ours ? "ours" : "foreign";
  } catch {
    return "silent";
  } finally {
    await client.end().catch(() => {});
  }
}
