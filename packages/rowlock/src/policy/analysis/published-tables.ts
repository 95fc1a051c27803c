// Who can hear of a published table's changes: what grants and policies of SELECT let through.
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { judgeGuard } from "./binding.ts";
import {
  type AnalysedRelation,
  type DatabaseAnalysis,
  mayTry,
  policiesFor,
} from "./database-analysis.ts";

export interface Hearers {
  /** Roles of requests that may be shown a row. */
  readonly hearers: readonly string[];
  /** Somebody sees every row: nothing of the table is anybody's own. */
  readonly seesAll: boolean;
}

export function hearersOf(relation: AnalysedRelation, database: DatabaseAnalysis): Hearers {
  const granted = database.requestRoles.filter((role) => mayTry(relation, role, "select"));
  if (!relation.rowSecurity) return { hearers: granted, seesAll: true };
  const shown = granted.map(
    (role) => [role, policiesFor(relation, role, "select").permissive] as const,
  );
  const ways = shown.flatMap(([, policies]) =>
    policies.flatMap(({ using }) =>
      using === null ? [] : (judgeGuard(using, { relation, binding: database.binding }) ?? []),
    ),
  );
  return {
    hearers: shown.flatMap(([role, policies]) => (policies.length > 0 ? [role] : [])),
    seesAll:
      relation.intent?.read === "public" ||
      relation.intent?.read === "authenticated" ||
      ways.some((way) => way.verdict === "open" && OPEN.has(way.weakness)),
  };
}

const OPEN: ReadonlySet<string> = new Set(["always", "signed-in"]);

/** Columns of the primary key that mean something elsewhere: no number or uuid of the table's own. */
export function keyThatTells(
  { constraints, columns }: Pick<GuardedRelation, "constraints" | "columns">,
  owners: readonly string[] = [],
): readonly string[] {
  const key = constraints.find(({ kind }) => kind === "primary");
  return (key?.columns ?? []).filter((name) => {
    const type = columns.find((one) => one.name === name)?.baseType ?? "";
    return !MEANINGLESS.has(type) || owners.includes(name);
  });
}

const MEANINGLESS = new Set(["smallint", "integer", "bigint", "uuid"]);
