// A database as rules and the prover see it: the catalog's model, the policies read, and whose the rows are.
import type { PolicyCommand, PolicyFacts } from "../../catalog/parts/policies.ts";
import type { TablePrivilege } from "../../catalog/parts/privileges.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import type { PolicyConfig, TableIntent } from "../../config/policy-config.ts";
import { type PolicyGuards, readPolicyGuards } from "../expression/guard.ts";
import { createGuardContext } from "../expression/guard-context.ts";
import type { SqlParser } from "../expression/parser.ts";
import type { GuardContext } from "../expression/scope.ts";
import type { BindingContext } from "./binding.ts";
import { findOwnership, type Ownership } from "./ownership.ts";
import { findRosters } from "./roster.ts";

export type Verb = Exclude<PolicyCommand, "all">;

export interface AnalysedRelation extends GuardedRelation {
  readonly guards: readonly PolicyGuards[];
  readonly ownership: Ownership;
  /** In a schema that the Data API serves. */
  readonly exposed: boolean;
  /** What was declared of it in rowlock.toml. */
  readonly intent: TableIntent | undefined;
}

export interface DatabaseAnalysis {
  readonly model: SecurityModel;
  readonly context: GuardContext;
  readonly binding: BindingContext;
  readonly relations: readonly AnalysedRelation[];
  /** Tables that policies ask who the caller is, by oid: the columns that decide it. */
  readonly rosters: ReadonlyMap<string, readonly string[]>;
  /** The schemas that the Data API serves. */
  readonly exposedSchemas: readonly string[];
  /** The roles that a person's request may run as. */
  readonly requestRoles: readonly string[];
  readonly config: PolicyConfig;
}

export interface AnalyseOptions {
  readonly model: SecurityModel;
  readonly parser: SqlParser;
  readonly exposedSchemas: readonly string[];
  readonly requestRoles: readonly string[];
  readonly config: PolicyConfig;
}

export function analyseDatabase(options: AnalyseOptions): DatabaseAnalysis {
  const { model, parser, exposedSchemas, requestRoles, config } = options;
  const context = createGuardContext(model, parser);
  const guards = new Map(
    model.relations.map((relation) => [
      relation.oid,
      relation.policies.map((policy) => readPolicyGuards(policy, context)),
    ]),
  );
  const ownership = findOwnership({ model, context, guards, config });
  const rosters = { findRelation: context.findRelation, ownership };
  return {
    model,
    context,
    binding: { context, guardsOf: (relation) => guards.get(relation.oid) ?? [], rosters },
    rosters: findRosters(model.relations, guards, rosters),
    relations: model.relations.map((relation) => ({
      ...relation,
      guards: guards.get(relation.oid) ?? [],
      ownership: ownership.get(relation.oid) ?? { columns: [], parents: [] },
      exposed: exposedSchemas.includes(relation.schema) && !relation.fromExtension,
      intent: config.tables[`${relation.schema}.${relation.name}`],
    })),
    exposedSchemas,
    requestRoles,
    config,
  };
}

/** Whether a policy acts on requests of a role. */
export function appliesTo(policy: PolicyFacts, role: string): boolean {
  return policy.roles.includes("public") || policy.roles.includes(role);
}

/** Whether a policy acts when rows are read, added, changed or deleted. */
export function covers(policy: PolicyFacts, verb: Verb): boolean {
  return policy.command === "all" || policy.command === verb;
}

/** What the policies say to one role and verb: any of the permissive, and all of the restrictive. */
export function policiesFor(
  relation: AnalysedRelation,
  role: string,
  verb: Verb,
): { readonly permissive: readonly PolicyGuards[]; readonly restrictive: readonly PolicyGuards[] } {
  const acting = relation.guards.filter(
    ({ policy }) => appliesTo(policy, role) && covers(policy, verb),
  );
  return {
    permissive: acting.filter(({ policy }) => policy.permissive),
    restrictive: acting.filter(({ policy }) => !policy.permissive),
  };
}

const PRIVILEGE_OF: Readonly<Record<Verb, TablePrivilege>> = {
  select: "SELECT",
  insert: "INSERT",
  update: "UPDATE",
  delete: "DELETE",
};

/** Whether grants let a role try a verb, on the whole relation or on some of its columns. */
export function mayTry(relation: GuardedRelation, role: string, verb: Verb): boolean {
  const privilege = PRIVILEGE_OF[verb];
  const held = relation.privileges.find((one) => one.role === role);
  if (held === undefined) return false;
  return (
    held.table.includes(privilege) ||
    held.columns.some((column) => column.privileges.includes(privilege))
  );
}

export const VERBS: readonly Verb[] = ["select", "insert", "update", "delete"];

export function qualifiedName({ schema, name }: { schema: string; name: string }): string {
  return `${schema}.${name}`;
}
