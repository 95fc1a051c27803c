// Row level security policies as PostgreSQL keeps them.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { QualifiedName } from "../qualified-name.ts";
import { CHOSEN, chosen, loadByRelation } from "./fragments.ts";

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

const QUERY = `
  select p.polrelid::text as relation, p.polname as name,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
      else 'all' end as command,
    p.polpermissive as permissive,
    array(select case when role = 0 then 'public' else pg_get_userbyid(role)::text end
      from unnest(p.polroles) role order by 1) as roles,
    pg_get_expr(p.polqual, p.polrelid) as using,
    pg_get_expr(p.polwithcheck, p.polrelid) as check
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
  where ${CHOSEN}
  order by p.polrelid, p.polname`;

/** By relation. */
export function loadPolicies(
  client: SqlClient,
  only?: QualifiedName,
): Promise<ReadonlyMap<string, readonly PolicyFacts[]>> {
  return loadByRelation<PolicyFacts>(client, QUERY, chosen(only));
}
