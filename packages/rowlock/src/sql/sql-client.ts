// What trusted administrative SQL needs of a connection: a pg.Client, or one lent by a pool.
import type pg from "pg";
import { compile, type Sql } from "./fragment.ts";

export type SqlClient = Pick<pg.ClientBase, "query">;

/** Runs the work in one transaction: committed when it resolves, undone when it throws. */
export async function inTransaction<T>(client: SqlClient, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    // The connection may be gone; the first error is the one that tells.
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/** Runs a fragment that takes no parameters: utility statements have none. */
export async function execute(client: SqlClient, statement: Sql): Promise<void> {
  await client.query(compile(statement).text);
}
