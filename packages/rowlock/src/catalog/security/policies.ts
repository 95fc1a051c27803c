// Row level security policies as PostgreSQL keeps them.
import type { SqlClient } from "../../database/sql-client.ts";
import { groupBy } from "./group-by.ts";

export type PolicyCommand = "all" | "select" | "insert" | "update" | "delete";

export interface PolicyFacts {
  readonly name: string;
  readonly command: PolicyCommand;
  readonly permissive: boolean;
  /** Role names; `public` stands for every role (a policy without TO). */
  readonly roles: readonly string[];
  /** The USING expression as PostgreSQL prints it, every name qualified. */
  readonly using: string | null;
  readonly check: string | null;
}

interface Row {
  readonly relation: string;
  readonly name: string;
  readonly command: "*" | "r" | "a" | "w" | "d";
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using_expression: string | null;
  readonly check_expression: string | null;
}

const COMMANDS = { "*": "all", r: "select", a: "insert", w: "update", d: "delete" } as const;

const QUERY = `
  select p.polrelid::text as relation, p.polname as name, p.polcmd as command, p.polpermissive as permissive,
    array(select case when role = 0 then 'public' else pg_get_userbyid(role)::text end
      from unnest(p.polroles) role order by 1) as roles,
    pg_get_expr(p.polqual, p.polrelid) as using_expression,
    pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
  from pg_policy p
  order by p.polrelid, p.polname`;

/** By relation. */
export async function loadPolicies(
  client: SqlClient,
): Promise<ReadonlyMap<string, readonly PolicyFacts[]>> {
  const { rows } = await client.query<Row>(QUERY);
  return groupBy(rows, (row) => [
    row.relation,
    {
      name: row.name,
      command: COMMANDS[row.command],
      permissive: row.permissive,
      roles: row.roles,
      using: row.using_expression,
      check: row.check_expression,
    },
  ]);
}
