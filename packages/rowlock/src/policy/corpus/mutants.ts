// Weakens the policies of a sound schema in every small way, one at a time. Each mutant lets something through that the
// schema holds back; ways that change nothing for a given schema are not made.
import type pg from "pg";

export interface Mutant {
  readonly kind: string;
  /** What was weakened, for messages. */
  readonly target: string;
  readonly sql: string;
}

interface PolicyRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly command: "select" | "insert" | "update" | "delete" | "all";
  readonly permissive: boolean;
  readonly using: string | null;
  readonly check: string | null;
}

const POLICIES = `
  select schemaname as schema, tablename as table, policyname as name, lower(cmd) as command,
    permissive = 'PERMISSIVE' as permissive, qual as using, with_check as check
  from pg_policies where schemaname = 'public' order by tablename, policyname`;

/** Tables that a mutant may open without harm to anybody: they are meant to be read by all. */
export interface MutantOptions {
  readonly openToRead?: readonly string[];
  /** Tables whose owner column may be NULL. */
  readonly nullable?: readonly string[];
  /** Tables whose owner column nobody may write: either expression of an update alone still guards it. */
  readonly ownerFixed?: readonly string[];
}

export async function mutantsOf(
  client: pg.ClientBase,
  { openToRead = [], nullable = [], ownerFixed = [] }: MutantOptions = {},
): Promise<readonly Mutant[]> {
  const { rows } = await client.query<PolicyRow>(POLICIES);
  const policies = rows.filter((policy) => policy.permissive);
  const mutants: Mutant[] = [];
  for (const policy of policies) {
    const open = openToRead.includes(policy.table) && policy.command === "select";
    if (!open)
      mutants.push(
        ...weakened(policy, {
          nullable: nullable.includes(policy.table),
          ownerFixed: ownerFixed.includes(policy.table),
        }),
      );
  }
  const tables = [...new Set(policies.map((policy) => policy.table))];
  for (const table of tables) {
    mutants.push({
      kind: "row level security off",
      target: table,
      sql: `alter table "${table}" disable row level security`,
    });
    for (const command of ["select", "insert", "update", "delete"] as const) {
      if (command === "select" && openToRead.includes(table)) continue;
      const clause = command === "insert" ? "with check (true)" : "using (true)";
      mutants.push({
        kind: `a further ${command} policy`,
        target: table,
        sql: `grant ${command} on "${table}" to authenticated; create policy mutant on "${table}" for ${command} to authenticated ${clause}`,
      });
    }
  }
  return [...mutants, ...(await restrictiveMutants(rows))];
}

/** Where an owner may be NULL, what lets NULL through. */
const NULL_EXPRESSIONS: Expressions = {
  "NULL counts as allowed": (x) => `coalesce((${x}), true)`,
  "not false is enough": (x) => `(${x}) is not false`,
};

type Expressions = Readonly<Record<string, (expression: string) => string | undefined>>;

/** The ways in which one expression can be weakened. */
const EXPRESSIONS: Expressions = {
  "always true": () => "true",
  "a tautology added": (x) => `(${x}) or 1 = 1`,
  "signed in is enough": () => "(auth.jwt() ->> 'sub') is not null",
  "the role is enough": () => "auth.role() = 'authenticated'",
  negated: (x) => `not (${x})`,
  // Inside a subquery it would be the other table's own policies that decide.
  "equality to inequality": (x) => (/ FROM /.test(x) ? undefined : swap(x, / = /, " <> ")),
  "AND to OR": (x) => swap(x, / AND /, " OR "),
  "a condition dropped": (x) => swap(x, /^\((.+) AND (?:.+)\)$/, "($1)"),
  "the other condition dropped": (x) => swap(x, /^\((?:.+) AND (.+)\)$/, "($1)"),
  "the subquery untied": (x) => swap(x, /\((\w+)\.(\w+) = (\w+)\.\2\)/s, "($1.$2 = $1.$2)"),
};

function swap(expression: string, pattern: RegExp, replacement: string): string | undefined {
  const changed = expression.replace(pattern, replacement);
  return changed === expression ? undefined : changed;
}

interface TableTraits {
  readonly nullable: boolean;
  readonly ownerFixed: boolean;
}

function weakened(policy: PolicyRow, { nullable, ownerFixed }: TableTraits): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const expressions = nullable ? { ...EXPRESSIONS, ...NULL_EXPRESSIONS } : EXPRESSIONS;
  for (const [kind, weaken] of Object.entries(expressions)) {
    const using = policy.using === null ? undefined : weaken(policy.using);
    const check = policy.check === null ? undefined : weaken(policy.check);
    // Of an update's two expressions the other one still asks for the role.
    const dropsRole = /condition dropped/.test(kind);
    const alone = policy.command !== "update" || !(dropsRole || ownerFixed);
    if (using !== undefined && alone) {
      mutants.push(mutant(kind, "using", policy, clauses({ ...policy, using })));
    }
    if (check !== undefined && alone) {
      mutants.push(mutant(kind, "check", policy, clauses({ ...policy, check })));
    }
    if (using !== undefined && check !== undefined) {
      mutants.push(mutant(kind, "both", policy, clauses({ ...policy, using, check })));
    }
  }
  return mutants;
}

function mutant(kind: string, side: string, policy: PolicyRow, change: string): Mutant {
  const { table, name, command } = policy;
  return {
    kind,
    target: `${table} ${command} ${side}`,
    sql: `alter policy "${name.replaceAll('"', '""')}" on "${table}" ${change}`,
  };
}

function clauses({ using, check }: Pick<PolicyRow, "using" | "check">): string {
  return `${using === null ? "" : `using (${using})`} ${check === null ? "" : `with check (${check})`}`;
}

async function restrictiveMutants(rows: readonly PolicyRow[]): Promise<readonly Mutant[]> {
  return rows
    .filter((policy) => !policy.permissive)
    .map((policy) => ({
      kind: "restrictive to permissive",
      target: `${policy.table} ${policy.command}`,
      sql: `drop policy "${policy.name}" on "${policy.table}"; create policy "${policy.name}" on "${policy.table}" for ${policy.command} to authenticated ${clauses(policy)}`,
    }));
}
