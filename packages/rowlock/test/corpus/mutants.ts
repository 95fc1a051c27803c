// Weakens the policies of a table in every small way, one at a time. Nothing is left out because it looks harmless:
// whether a mutant lets anything more through is for `decisions.ts` to say.
import type { PolicyFacts } from "../../src/catalog/parts/policies.ts";
import type { GuardedRelation } from "../../src/catalog/security-model.ts";
import { compile, identifier, sql, trusted } from "../../src/sql/fragment.ts";
import { WEAKENINGS } from "./weaken-expression.ts";

export interface Mutant {
  readonly kind: string;
  /** As `schema.name`. */
  readonly table: string;
  readonly sql: string;
}

type Change = Omit<Mutant, "table">;

export function mutantsOf(relation: GuardedRelation): readonly Mutant[] {
  const { schema, name, policies } = relation;
  const changes = [
    ...policies.flatMap((policy) => [
      ...expressionChanges(policy, relation),
      ...policyChanges(policy, relation),
    ]),
    ...tableChanges(relation),
  ];
  return changes.map((change) => ({ ...change, table: `${schema}.${name}` }));
}

/** Of two expressions each is weakened alone, and then both. */
function expressionChanges(policy: PolicyFacts, relation: GuardedRelation): readonly Change[] {
  const { using, check } = policy;
  const columns = relation.columns
    .map((column) => text(identifier(column.name)))
    .filter((name) => mentions(`${using} ${check}`, name.replaceAll('"', "")));
  return Object.entries(WEAKENINGS).flatMap(([kind, weaken]) => {
    const usings = using === null ? [] : weaken(using, columns);
    const checks = check === null ? [] : weaken(check, columns);
    const pairs = usings.flatMap((one, index) => {
      const other = checks[index];
      return other === undefined ? [] : [{ using: one, check: other }];
    });
    const all = [
      ...usings.map((one) => ({ using: one, check })),
      ...checks.map((one) => ({ using, check: one })),
      ...pairs,
    ];
    return all.map((changed) => ({ kind, sql: alter(policy, relation, clauses(changed)) }));
  });
}

function mentions(expression: string, column: string): boolean {
  return new RegExp(`(^|\\W)${column}(\\W|$)`).test(expression);
}

function policyChanges(policy: PolicyFacts, relation: GuardedRelation): readonly Change[] {
  const { command, permissive, check, using } = policy;
  const privileges = command === "all" ? "select, insert, update, delete" : command;
  const changes: Change[] = [
    {
      kind: "everyone instead of those signed in",
      sql: `grant ${privileges} on ${target(relation)} to anon; ${alter(policy, relation, "to public")}`,
    },
  ];
  if (check === null && (command === "update" || command === "all")) {
    changes.push({
      kind: "a WITH CHECK that is always true",
      sql: alter(policy, relation, `${clauses({ using, check: "true" })}`),
    });
  }
  if (command === "select") {
    changes.push({
      kind: "a SELECT policy for every command",
      sql: `grant select, insert, update, delete on ${target(relation)} to authenticated;
        ${drop(policy, relation)}; ${create({ ...policy, command: "all" }, relation)}`,
    });
  }
  if (!permissive) {
    changes.push(
      { kind: "a restrictive policy dropped", sql: drop(policy, relation) },
      {
        kind: "restrictive to permissive",
        sql: `${drop(policy, relation)}; ${create({ ...policy, permissive: true }, relation)}`,
      },
    );
  }
  return changes;
}

function tableChanges(relation: GuardedRelation): readonly Change[] {
  const table = target(relation);
  const further = (["select", "insert", "update", "delete", "all"] as const).flatMap((command) =>
    ["authenticated", "anon"].map((role) => {
      const open =
        command === "insert" ? { using: null, check: "true" } : { using: "true", check: null };
      const privileges = command === "all" ? "select, insert, update, delete" : command;
      const policy = { name: "mutant", command, permissive: true, roles: [role], ...open };
      return {
        kind: `a further ${command} policy for ${role}`,
        sql: `grant ${privileges} on ${table} to ${role}; ${create(policy, relation)}`,
      };
    }),
  );
  return [
    { kind: "row level security off", sql: `alter table ${table} disable row level security` },
    ...further,
  ];
}

function alter({ name }: PolicyFacts, relation: GuardedRelation, change: string): string {
  return `alter policy ${text(identifier(name))} on ${target(relation)} ${change}`;
}

function drop({ name }: PolicyFacts, relation: GuardedRelation): string {
  return `drop policy ${text(identifier(name))} on ${target(relation)}`;
}

function create(policy: PolicyFacts, relation: GuardedRelation): string {
  const { name, command, permissive, roles } = policy;
  const kind = permissive ? "permissive" : "restrictive";
  return `create policy ${text(identifier(name))} on ${target(relation)} as ${kind} for ${command} to ${roles.join(", ")} ${clauses(policy)}`;
}

function clauses({ using, check }: Pick<PolicyFacts, "using" | "check">): string {
  const parts = [
    using === null ? undefined : sql`using (${trusted(using)})`,
    check === null ? undefined : sql`with check (${trusted(check)})`,
  ];
  return parts.flatMap((part) => (part === undefined ? [] : [text(part)])).join(" ");
}

function target({ schema, name }: GuardedRelation): string {
  return text(identifier(schema, name));
}

function text(fragment: Parameters<typeof compile>[0]): string {
  return compile(fragment).text;
}
