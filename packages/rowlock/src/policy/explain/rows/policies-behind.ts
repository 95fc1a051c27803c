// The policies of the tables that an expression reads, as far as they lead on to further tables: where one of them leads
// back, PostgreSQL ends with an infinite recursion.
import type { GuardedRelation, SecurityModel } from "../../../catalog/security-model.ts";
import { type Expression, type TableReference, tablesIn } from "../../expression/expression.ts";
import type { GuardContext } from "../../expression/scope.ts";
import { actingPolicies } from "../phases.ts";
import { relationTitle } from "../relation-title.ts";
import type { PolicyFailure } from "../reports.ts";

export interface BehindOptions {
  readonly model: SecurityModel;
  readonly context: GuardContext;
  readonly role: string;
}

type Behind = PolicyFailure["through"][number];

/** In the order in which reading comes to them, each once. */
export function policiesBehind(expression: Expression, options: BehindOptions): readonly Behind[] {
  const { model, context } = options;
  const role = model.roles.find(({ name }) => name === options.role);
  if (role === undefined) return [];
  const found: Behind[] = [];
  const seen = new Set<GuardedRelation>();
  const visit = (tables: Iterable<TableReference>) => {
    for (const table of tables) {
      const relation = context.findRelation(table);
      if (relation === undefined || !relation.rowSecurity || seen.has(relation)) continue;
      seen.add(relation);
      for (const policy of actingPolicies(relation, "select", role)) {
        const read = context.parser.expression(policy.using ?? "true");
        const next = read.ok ? [...tablesIn(read.value)] : [];
        if (next.length === 0) continue;
        found.push({ relation: relationTitle(relation), policy: policy.name });
        visit(next);
      }
    }
  };
  visit(tablesIn(expression));
  return found;
}
