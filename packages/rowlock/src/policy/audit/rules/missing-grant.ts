import { isTable } from "../../../catalog/parts/relations.ts";
import type { RoutineFacts } from "../../../catalog/parts/routines.ts";
import { sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import {
  type AnalysedRelation,
  appliesTo,
  covers,
  mayTry,
  VERBS,
  type Verb,
} from "../../analysis/database-analysis.ts";
import { tablesIn, walk } from "../../expression/expression.ts";
import { relationName, statement, statements } from "../../fix/fix.ts";
import type { AuditSubject, Found, Rule } from "../rule.ts";
import { isNever } from "../weak-policies.ts";

export const missingGrant: Rule = {
  id: "missing-grant",
  level: "warning",
  title: "A policy allows what no grant allows",
  why: "PostgreSQL looks at grants before policies: without a grant every request ends with 42501, permission denied. New tables, sequences and functions have none of their own since 2026.",
  help: "Grant what the policies allow, and no more.",
  *check(subject) {
    yield* serviceRoleGrants(subject);
    for (const relation of subject.relations) {
      if (!relation.exposed || !isTable(relation) || relation.policies.length === 0) continue;
      for (const role of subject.requestRoles) {
        yield* tableGrants(relation, role);
        yield* sequenceGrants(relation, role);
        yield* neededByPolicies(relation, role, subject);
      }
    }
  },
};

function allowedVerbs(relation: AnalysedRelation, role: string): readonly Verb[] {
  return VERBS.filter((verb) =>
    relation.guards.some(
      (guards) =>
        guards.policy.permissive &&
        covers(guards.policy, verb) &&
        // A policy without TO is for every role by accident; it asks for no grant to anon.
        (guards.policy.roles.includes(role) ||
          (appliesTo(guards.policy, role) && role === "authenticated")) &&
        !isNever(verb === "insert" ? guards.check : guards.using),
    ),
  );
}

function* tableGrants(relation: AnalysedRelation, role: string): Generator<Found> {
  const missing = allowedVerbs(relation, role).filter((verb) => !mayTry(relation, role, verb));
  if (missing.length === 0) return;
  yield {
    object: { schema: relation.schema, table: relation.name, role },
    level: isChoice(relation, role, missing) ? "info" : "warning",
    message: `Policies of ${relation.schema}.${relation.name} let ${role} ${missing.join(", ")}, but it has no grant for it`,
    fix: statement(
      sql`grant ${trusted(missing.join(", "))} on ${relationName(relation)} to ${readableName(role)}`,
    ),
  };
}

/** The key passes policies, and not grants. */
function* serviceRoleGrants({ project, relations }: AuditSubject): Generator<Found> {
  const role = "service_role";
  for (const { table, file, privileges } of project.serviceRole) {
    const relation = relations.find((one) => one.exposed && one.name === table);
    if (relation === undefined) continue;
    const missing = privileges.filter(
      (wanted) =>
        !relation.grants.some(
          ({ grantee, privilege, column }) =>
            (grantee === role || grantee === "public") && privilege === wanted && column === null,
        ),
    );
    if (missing.length === 0) continue;
    const verbs = missing.join(", ").toLowerCase();
    const sequences = missing.includes("INSERT") ? relation.columns : [];
    yield {
      object: { schema: relation.schema, table, role, file },
      message: `${file} uses ${relation.schema}.${table} with the service_role key, which has no grant to ${verbs}`,
      fix: statements(
        sql`grant ${trusted(verbs)} on ${relationName(relation)} to ${readableName(role)}`,
        ...sequences.flatMap(({ sequence }) =>
          sequence === null || sequence.identity
            ? []
            : [
                sql`grant usage on sequence ${readableName(sequence.schema, sequence.name)} to ${readableName(role)}`,
              ],
        ),
      ),
    };
  }
}

/** One policy for all verbs, and grants for some of them: the grants may be what was chosen. */
function isChoice(relation: AnalysedRelation, role: string, missing: readonly Verb[]): boolean {
  const named = relation.guards.some(
    ({ policy }) =>
      policy.permissive &&
      appliesTo(policy, role) &&
      missing.some((verb) => policy.command === verb),
  );
  return !named && VERBS.some((verb) => mayTry(relation, role, verb));
}

function* sequenceGrants(relation: AnalysedRelation, role: string): Generator<Found> {
  if (!allowedVerbs(relation, role).includes("insert")) return;
  for (const { sequence, name } of relation.columns) {
    if (sequence === null || sequence.identity || sequence.usableBy.includes(role)) continue;
    yield {
      object: { schema: relation.schema, table: relation.name, column: name, role },
      message: `${role} may insert into ${relation.schema}.${relation.name}, but may not use the sequence of ${name}`,
      fix: statement(
        sql`grant usage on sequence ${readableName(sequence.schema, sequence.name)} to ${readableName(role)}`,
      ),
    };
  }
}

/** The tables and functions that a policy uses are used with the caller's rights. */
function* neededByPolicies(
  relation: AnalysedRelation,
  role: string,
  { context }: AuditSubject,
): Generator<Found> {
  const reported = new Set<string>();
  for (const { policy, using, check } of relation.guards) {
    if (!appliesTo(policy, role) || (role === "anon" && policy.roles.includes("public"))) continue;
    for (const guard of new Set([using, check])) {
      if (!guard?.understood) continue;
      for (const table of tablesIn(guard.expression)) {
        const other = context.findRelation(table);
        const known = other?.privileges.some((one) => one.role === role);
        if (other === undefined || !known || mayTry(other, role, "select")) continue;
        if (reported.has(other.oid)) continue;
        reported.add(other.oid);
        yield {
          object: { schema: relation.schema, table: relation.name, policy: policy.name, role },
          message: `The policy "${policy.name}" on ${relation.schema}.${relation.name} reads ${other.schema}.${other.name}, which ${role} may not read`,
          fix: statement(sql`grant select on ${relationName(other)} to ${readableName(role)}`),
        };
      }
      for (const inner of walk(guard.expression)) {
        if (inner.kind !== "call") continue;
        const routine = context.findRoutine(inner.name, inner.args.length);
        if (routine === undefined || routine.executableBy.includes(role)) continue;
        if (reported.has(routine.oid)) continue;
        reported.add(routine.oid);
        yield uncallable({ relation, role, routine, policy: policy.name });
      }
    }
  }
}

interface Uncallable {
  readonly relation: AnalysedRelation;
  readonly role: string;
  readonly routine: RoutineFacts;
  readonly policy: string;
}

function uncallable({ relation, role, routine, policy }: Uncallable): Found {
  const name = readableName(routine.schema, routine.name);
  return {
    object: { schema: relation.schema, table: relation.name, policy, role },
    message: `The policy "${policy}" on ${relation.schema}.${relation.name} calls ${routine.schema}.${routine.name}(), which ${role} may not execute`,
    fix: statement(
      sql`grant execute on function ${name}(${trusted(routine.identityArguments)}) to ${readableName(role)}`,
    ),
  };
}
