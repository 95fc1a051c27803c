// How the explainer looks at a database: in a transaction that can only read.
import type { SqlClient } from "../../sql/sql-client.ts";

/** Longest a look at the rows may take, in milliseconds. */
const LOOK_TIMEOUT = 20_000;

/** A transaction that reads, past the policies, and is rolled back. */
export async function inLook<T>(
  client: SqlClient,
  work: (client: SqlClient) => Promise<T>,
): Promise<T> {
  await client.query("begin isolation level repeatable read read only");
  try {
    await client.query(`set local statement_timeout = ${LOOK_TIMEOUT}`);
    await client.query("set local row_security = off");
    return await work(client);
  } finally {
    await client.query("rollback").catch(() => {});
  }
}
