// Whether a policy asks for the caller once a query or once a row: read from PostgreSQL's own plan, never from the text.
// Guarantee: only plans, in a read-only transaction, as the table's owner where the login may become it.

import { compile, sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { readCallerValue } from "../../expression/caller-value.ts";
import { walk } from "../../expression/expression.ts";
import type { GuardContext } from "../../expression/scope.ts";
import { rowConditions } from "./row-conditions.ts";

/** A policy expression in which the caller's claims are read anew for each row. */
export interface PerRowEvaluation {
  readonly schema: string;
  readonly table: string;
  readonly policy: string;
}

export interface PerRowMeasure {
  readonly perRow: readonly PerRowEvaluation[];
  /** Those that this login may not plan, with their expressions. */
  readonly unplanned: readonly (PerRowEvaluation & { readonly text: string })[];
}

/** A caller to plan for: functions that expect claims then find some. */
const SAMPLE_CLAIMS = JSON.stringify({
  sub: "user_sample",
  role: "authenticated",
  o: { id: "org_sample", rol: "member" },
});

/** Plans every USING expression of the given relations on a connection that is in no transaction. */
export async function measurePerRow(
  client: SqlClient,
  relations: readonly AnalysedRelation[],
  { context }: Pick<DatabaseAnalysis, "context">,
): Promise<PerRowMeasure> {
  const perRow: PerRowEvaluation[] = [];
  const unplanned: (PerRowEvaluation & { readonly text: string })[] = [];
  for (const relation of relations) {
    for (const policy of relation.policies) {
      if (policy.using === null || policy.using === "true") continue;
      const plan = await explain(client, relation, policy.using);
      const place = { schema: relation.schema, table: relation.name, policy: policy.name };
      if (plan === NOT_ALLOWED) unplanned.push({ ...place, text: policy.using });
      else if (plan !== undefined && readsCallerPerRow(plan, context)) perRow.push(place);
    }
  }
  return { perRow, unplanned };
}

const NOT_ALLOWED = Symbol("permission denied");

/** The plan as JSON, or undefined when PostgreSQL can't plan it; NOT_ALLOWED when this login may not. */
async function explain(
  client: SqlClient,
  relation: AnalysedRelation,
  using: string,
): Promise<unknown> {
  const query = sql`explain (format json, verbose) select from only ${readableName(relation.schema, relation.name)} where (${trusted(using)})`;
  await client.query("begin read only");
  try {
    await client.query(
      `select set_config('request.jwt.claims', $1, true), set_config('statement_timeout', '5s', true),
        set_config('search_path', '', true), set_config('enable_indexscan', 'off', true),
        set_config('enable_bitmapscan', 'off', true), set_config('enable_indexonlyscan', 'off', true)`,
      [SAMPLE_CLAIMS],
    );
    await becomeOwner(client, relation.owner);
    const { rows } = await client.query<{ "QUERY PLAN": unknown }>(compile(query).text);
    return rows[0]?.["QUERY PLAN"];
  } catch (error) {
    return (error as { readonly code?: string }).code === "42501" ? NOT_ALLOWED : undefined;
  } finally {
    await client.query("rollback");
  }
}

/** INVARIANT: planning may run functions; the owner wrote the policy, so it gains nothing by that. */
async function becomeOwner(client: SqlClient, owner: string): Promise<void> {
  await client.query("savepoint before_owner");
  try {
    await client.query(compile(sql`set local role ${readableName(owner)}`).text);
  } catch {
    await client.query("rollback to savepoint before_owner");
  }
}

function readsCallerPerRow(plan: unknown, context: GuardContext): boolean {
  return rowConditions(plan).some((text) => {
    const parsed = context.parser.expression(text);
    if (!parsed.ok) return false;
    for (const inner of walk(parsed.value)) {
      if (inner.kind === "call" && readCallerValue(inner, context) !== undefined) return true;
    }
    return false;
  });
}
