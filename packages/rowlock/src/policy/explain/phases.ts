// Which questions PostgreSQL puts to the policies of a relation for a request, and which policies answer each.
// https://www.postgresql.org/docs/17/sql-createpolicy.html, "Policies Applied by Command Type"

import type { PolicyFacts } from "../../catalog/parts/policies.ts";
import { isTable } from "../../catalog/parts/relations.ts";
import type { RoleFacts } from "../../catalog/parts/roles.ts";
import type { GuardedRelation } from "../../catalog/security-model.ts";
import type { PlannedRequest } from "../../database/batch/planned-request.ts";
import { covers, type Verb } from "../analysis/database-analysis.ts";
import type { PassedOver } from "./reports.ts";

/** Which rows a question is about: those there are, those a change makes, those that are added, those that are copied. */
export type PhaseRows = "existing" | "changed" | "added" | "source";

export interface Phase {
  readonly verb: Verb;
  readonly rows: PhaseRows;
}

/** In the order in which a person would ask. */
export function phasesOf(planned: PlannedRequest, selects: boolean): readonly Phase[] {
  const first: readonly Phase[] =
    planned.source === undefined ? [] : [{ verb: "select", rows: "source" }];
  return [...first, ...ownPhases(planned, selects)];
}

function ownPhases({ verb }: PlannedRequest, selects: boolean): readonly Phase[] {
  const alsoSelect = (rows: PhaseRows): readonly Phase[] =>
    selects ? [{ verb: "select", rows }] : [];
  const update: readonly Phase[] = [
    { verb: "update", rows: "existing" },
    ...alsoSelect("existing"),
    { verb: "update", rows: "changed" },
    ...alsoSelect("changed"),
  ];
  switch (verb) {
    case "read":
      return [{ verb: "select", rows: "existing" }];
    case "delete":
      return [{ verb: "delete", rows: "existing" }, ...alsoSelect("existing")];
    case "update":
      return update;
    case "insert":
      return [{ verb: "insert", rows: "added" }, ...alsoSelect("added")];
    case "upsert":
      return [{ verb: "insert", rows: "added" }, ...alsoSelect("added"), ...update];
    case "call":
    case "describe":
    case "options":
      return [];
  }
}

/** A policy for a role counts for its members too. */
export function actingPolicies(
  { policies }: GuardedRelation,
  verb: Verb,
  role: RoleFacts,
): readonly PolicyFacts[] {
  const names = new Set(["public", role.name, ...role.memberOf]);
  return policies.filter(
    (policy) => covers(policy, verb) && policy.roles.some((name) => names.has(name)),
  );
}

/** What a policy asks of such rows; null: it asks nothing. */
export function expressionOf(policy: PolicyFacts, { verb, rows }: Phase): string | null {
  const isNew = (rows === "changed" || rows === "added") && verb !== "select";
  return isNew ? (policy.check ?? policy.using) : policy.using;
}

/** Why the policies of a relation do not count for a role; null when they do. */
export function passedOver(relation: GuardedRelation, role: RoleFacts): PassedOver | null {
  const { kind, owner, securityInvoker } = relation;
  if (kind === "view") {
    return securityInvoker ? { kind: "view-as-caller" } : { kind: "view-as-owner", owner };
  }
  if (!isTable(relation)) return { kind: "no-policies", relationKind: kind };
  if (!relation.rowSecurity) return { kind: "rls-off" };
  if (role.superuser) return { kind: "superuser", role: role.name };
  if (role.bypassesRls) return { kind: "bypass", role: role.name };
  const owns = role.name === owner || role.memberOf.includes(owner);
  return owns && !relation.rowSecurityForced ? { kind: "owner", role: role.name } : null;
}
