// Which policy let a leak through: each that applies is evaluated for the witness row with the actor's claims, on the
// copy. Where none can be named the reason is: row level security is off, a view or function with its owner's rights.
import { isTable } from "../../catalog/parts/relations.ts";
import { compile, identifier, sql, trusted } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import {
  type AnalysedRelation,
  type DatabaseAnalysis,
  policiesFor,
  type Verb,
} from "../analysis/database-analysis.ts";
import { weakPolicies } from "../audit/weak-policies.ts";
import { policyFix } from "../audit/weak-policy-rule.ts";
import { relationName, statement } from "../fix/fix.ts";
import { asActor } from "./as-actor.ts";
import type { Actor } from "./cast.ts";

export interface Suspect {
  readonly relation: AnalysedRelation;
  readonly actor: Actor;
  readonly claims: JsonObject;
  readonly verb: Verb;
  /** The row as it is, or as it was to become. */
  readonly row: JsonObject;
}

export interface Fault {
  readonly fault: readonly string[];
  readonly fix: string | null;
}

export async function findFault(
  client: SqlClient,
  suspect: Suspect,
  database: DatabaseAnalysis,
): Promise<Fault> {
  const { relation, actor, verb } = suspect;
  if (relation.kind === "view" && !relation.securityInvoker) {
    return {
      fault: ["the view reads its tables with its owner's rights"],
      fix: statement(sql`alter view ${relationName(relation)} set (security_invoker = on)`),
    };
  }
  if (!isTable(relation)) {
    return { fault: [`a ${relation.kind.replace("-", " ")} has no policies`], fix: null };
  }
  if (!relation.rowSecurity) {
    return {
      fault: ["row level security is off"],
      fix: statement(sql`alter table ${relationName(relation)} enable row level security`),
    };
  }
  const { permissive } = policiesFor(relation, actor.role, verb);
  const passing: string[] = [];
  for (const { policy } of permissive) {
    const expression =
      verb === "insert" ? (policy.check ?? policy.using) : (policy.using ?? policy.check);
    const checked = verb === "update" ? [expression, policy.check] : [expression];
    let passes = false;
    for (const one of checked) passes ||= one !== null && (await holds(client, one, suspect));
    if (passes) passing.push(policy.name);
  }
  const names = passing.length > 0 ? passing : permissive.map(({ policy }) => policy.name);
  return {
    fault: names.map((name) => `the policy "${name}"`),
    fix: fixOf(relation, names, database),
  };
}

/** Whether a policy's expression is true of the row, for the actor and as the actor. Unsure counts as no. */
async function holds(
  client: SqlClient,
  expression: string,
  { relation, actor, claims, row }: Suspect,
): Promise<boolean> {
  const target = identifier(relation.schema, relation.name);
  const query = sql`select (${trusted(expression)}) is true as holds
    from jsonb_populate_record(null::${target}, $1::jsonb) as ${identifier(relation.name)}`;
  const asked = asActor(client, { actor, claims }, () =>
    client.query<{ holds: boolean }>(compile(query).text, [JSON.stringify(row)]),
  );
  return asked.then(
    ({ rows }) => rows[0]?.holds === true,
    () => false,
  );
}

function fixOf(
  relation: AnalysedRelation,
  names: readonly string[],
  database: DatabaseAnalysis,
): string | null {
  const weak = weakPolicies(database).filter(
    (one) => one.relation.oid === relation.oid && names.includes(one.policy.name),
  );
  const fixes = new Set(weak.flatMap((one) => policyFix(one, database) ?? []));
  return fixes.size === 0 ? null : [...fixes].join("\n");
}
