// What a table's policies decide, worked out without the prover: each expression evaluated by PostgreSQL as each
// caller, on every row that can be built from the values in play. Policies of the corpus compare by equality alone, so
// these values, one for each person and group and NULL, tell apart all that the policies can tell apart: where two sets
// of policies decide the same here, they decide the same of every row.
import type { PolicyFacts } from "../../src/catalog/parts/policies.ts";
import type { TablePrivilege } from "../../src/catalog/parts/privileges.ts";
import type { GuardedRelation } from "../../src/catalog/security-model.ts";
import { appliesTo, covers, type Verb } from "../../src/policy/analysis/database-analysis.ts";
import { type Actor, CLERK_CAST } from "../../src/policy/prove/cast.ts";
import { compile, identifier, sql, trusted } from "../../src/sql/fragment.ts";
import type { SqlClient } from "../../src/sql/sql-client.ts";
import type { JsonObject } from "../../src/tokens/verified-token.ts";
import type { RowDomain } from "./row-domain.ts";

/** That a caller may do this with a row; an update has the row before and the row after. */
export interface Decision {
  readonly actor: Actor;
  readonly verb: Verb;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** All that is let through, by a text that is the same for the same decision. */
export type Decisions = ReadonlyMap<string, Decision>;

/** On a connection as superuser. `relation` may have other policies than the table now has. */
export async function decisionsOf(
  client: SqlClient,
  relation: GuardedRelation,
  domain: RowDomain,
): Promise<Decisions> {
  const found = new Map<string, Decision>();
  for (const { actor, claims } of callersOf(relation)) {
    for (const verb of ["select", "insert", "update", "delete"] as const) {
      if (!isGranted(relation, actor, verb)) continue;
      const passes = await passesOf(client, { relation, actor, claims, verb, domain });
      for (const [before, after] of pairsOf(verb, { relation, actor, domain })) {
        if (!passes.before[before] || !passes.after[after]) continue;
        found.set(`${JSON.stringify(claims)} ${verb} ${before} ${after}`, {
          actor,
          verb,
          before: domain.rows[before] ?? {},
          after: domain.rows[after] ?? {},
        });
      }
    }
  }
  return found;
}

const PRIVILEGES: Readonly<Record<Verb, TablePrivilege>> = {
  select: "SELECT",
  insert: "INSERT",
  update: "UPDATE",
  delete: "DELETE",
};

function isGranted({ privileges }: GuardedRelation, { role }: Actor, verb: Verb): boolean {
  const held = privileges.find((one) => one.role === role);
  const privilege = PRIVILEGES[verb];
  return (
    held !== undefined &&
    (held.table.includes(privilege) ||
      held.columns.some((column) => column.privileges.includes(privilege)))
  );
}

interface Caller {
  readonly actor: Actor;
  readonly claims: JsonObject;
}

interface Question extends Caller {
  readonly relation: GuardedRelation;
  readonly verb: Verb;
  readonly domain: RowDomain;
}

interface Passes {
  /** By row of the domain: whether it is let through as it is, and as what it becomes. */
  readonly before: readonly boolean[];
  readonly after: readonly boolean[];
}

async function passesOf(client: SqlClient, question: Question): Promise<Passes> {
  const { relation, actor, verb, domain } = question;
  const everything = domain.rows.map(() => true);
  if (!relation.rowSecurity) return { before: everything, after: everything };
  const acting = relation.policies.filter(
    (policy) => appliesTo(policy, actor.role) && covers(policy, verb),
  );
  const judge = async (expressionOf: (policy: PolicyFacts) => string | null) => {
    const values = new Map<PolicyFacts, readonly boolean[]>();
    for (const policy of acting) {
      values.set(policy, await evaluate(client, expressionOf(policy) ?? "true", question));
    }
    return domain.rows.map((_, row) => {
      const holds = (policy: PolicyFacts) => values.get(policy)?.[row] === true;
      return (
        acting.some((policy) => policy.permissive && holds(policy)) &&
        acting.every((policy) => policy.permissive || holds(policy))
      );
    });
  };
  return {
    before: verb === "insert" ? everything : await judge((policy) => policy.using),
    after:
      verb === "insert" || verb === "update"
        ? await judge((policy) => policy.check ?? policy.using)
        : everything,
  };
}

/** Of each row of the domain whether the expression is true for the caller; false where it fails. */
async function evaluate(
  client: SqlClient,
  expression: string,
  { relation, actor, claims, domain }: Question,
): Promise<readonly boolean[]> {
  const table = identifier(relation.schema, relation.name);
  const query = sql`select array_agg((${trusted(expression)}) is true order by rowlock_n) as holds
    from jsonb_array_elements($1::jsonb) with ordinality as rowlock_e(rowlock_row, rowlock_n),
      lateral jsonb_populate_record(null::${table}, rowlock_row) as ${identifier(relation.name)}`;
  await client.query("begin");
  try {
    await client.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify(claims),
    ]);
    await client.query(
      actor.role === "anon" ? "set local role anon" : "set local role authenticated",
    );
    const { rows } = await client.query<{ holds: readonly boolean[] }>(compile(query).text, [
      JSON.stringify(domain.rows),
    ]);
    return rows[0]?.holds ?? [];
  } catch {
    return domain.rows.map(() => false);
  } finally {
    await client.query("rollback");
  }
}

/**
 * Everybody, with their organization in the form of today's session tokens; where the policies read the form of version 1,
 * in that form too, and in both at once, as a token with claims of the app's own may have it.
 */
function callersOf({ policies }: GuardedRelation): readonly Caller[] {
  const readsVersion1 = policies.some(({ using, check }) => /'org_\w+'/.test(`${using} ${check}`));
  return CLERK_CAST.actors.flatMap((actor): Caller[] => {
    const { role, person } = actor;
    if (person === null) return [{ actor, claims: { role } }];
    const { organization, userId } = person;
    const plain = { role, sub: userId };
    if (organization === null) return [{ actor, claims: plain }];
    const { id, slug, role: own } = organization;
    const today = { o: { id, slg: slug, rol: own } };
    const version1 = { org_id: id, org_slug: slug, org_role: `org:${own}` };
    const forms = readsVersion1 ? [today, version1, { ...today, ...version1 }] : [today];
    return forms.map((form) => ({ actor, claims: { ...plain, ...form } }));
  });
}

/** Which rows of the domain go together: an update can't change columns that are fixed or not granted. */
function pairsOf(
  verb: Verb,
  { relation, actor, domain }: Omit<Question, "verb" | "claims">,
): readonly (readonly [number, number])[] {
  const numbers = domain.rows.map((_, index) => index);
  if (verb !== "update") return numbers.map((index) => [index, index]);
  const held = relation.privileges.find((one) => one.role === actor.role);
  const whole = held?.table.includes("UPDATE") === true;
  const granted = held?.columns.flatMap((one) =>
    one.privileges.includes("UPDATE") ? [one.column] : [],
  );
  const kept = domain.columns.filter(
    (column) => domain.fixed.has(column) || (!whole && !granted?.includes(column)),
  );
  return numbers.flatMap((before) =>
    numbers
      .filter((after) =>
        kept.every((column) => domain.rows[before]?.[column] === domain.rows[after]?.[column]),
      )
      .map((after) => [before, after] as const),
  );
}
