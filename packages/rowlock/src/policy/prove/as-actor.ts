// Evaluates SQL on the copy as an actor's request would: as their role, with their claims and headers.

import { compile, identifier, sql } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { Actor } from "./cast.ts";

export interface ActingCaller {
  readonly actor: Pick<Actor, "role" | "headers">;
  readonly claims: JsonObject;
}

/** On a connection of the copy's superuser that is in no transaction. Nothing of it stays. */
export async function asActor<T>(
  client: SqlClient,
  { actor, claims }: ActingCaller,
  work: () => Promise<T>,
): Promise<T> {
  await client.query("begin");
  try {
    await client.query(
      "select set_config('request.jwt.claims', $1, true), set_config('request.headers', $2, true)",
      [JSON.stringify(claims), JSON.stringify(actor.headers ?? {})],
    );
    // What an expression reads of other tables goes by their policies.
    await client.query(compile(sql`set local role ${identifier(actor.role)}`).text);
    return await work();
  } finally {
    await client.query("rollback");
  }
}
