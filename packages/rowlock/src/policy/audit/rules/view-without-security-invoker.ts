import { sql } from "../../../sql/fragment.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import { mayTry, VERBS } from "../../analysis/database-analysis.ts";
import { isOwned } from "../../analysis/ownership.ts";
import { relationName, statement } from "../../fix/fix.ts";
import { viewShowsOnlyOwnRows } from "../definer-effects.ts";
import type { AuditSubject, Rule } from "../rule.ts";

export const viewWithoutSecurityInvoker: Rule = {
  id: "view-without-security-invoker",
  level: "error",
  title: "A view reads its tables with its owner's rights",
  why: "The policies of the tables below are asked for the view's owner, who is above them: the view shows every row to everyone who may read it.",
  help: "Give it security_invoker = on, so that the caller's policies count.",
  *check(subject) {
    for (const relation of subject.relations) {
      if (!relation.exposed || relation.kind !== "view") continue;
      const open = subject.requestRoles.filter((role) =>
        VERBS.some((verb) => mayTry(relation, role, verb)),
      );
      if (open.length === 0 || isMeant(relation, open)) continue;
      const isReadOnly = open.every((role) =>
        WRITES.every((verb) => !mayTry(relation, role, verb)),
      );
      for (const view of ownersViews(relation, subject, open)) {
        const guarded = tablesBelow(view, subject).filter(
          (table) => table.rowSecurity || isOwned(table.ownership),
        );
        if (guarded.length === 0) continue;
        const names = guarded.map((table) => `${table.schema}.${table.name}`);
        const object = { schema: relation.schema, view: relation.name };
        const fix = statement(sql`alter view ${relationName(view)} set (security_invoker = on)`);
        const title = `${relation.schema}.${relation.name}`;
        if (isReadOnly && viewShowsOnlyOwnRows(view, subject)) {
          const message = `The view ${title} leaves the policies of ${names.join(", ")} aside, and compares with the caller itself`;
          yield { object, message, fix, level: "info" };
          continue;
        }
        const through = view === relation ? "" : `, through ${view.schema}.${view.name}`;
        yield {
          object,
          message: `The view ${title} shows ${open.join(" and ")} every row of ${names.join(", ")}${through}`,
          fix,
        };
      }
    }
  },
};

const WRITES = VERBS.filter((verb) => verb !== "select");

/** Declared to be read by all whom it is granted to. */
function isMeant({ intent }: AnalysedRelation, open: readonly string[]): boolean {
  return intent?.read === "public" || (intent?.read === "authenticated" && !open.includes("anon"));
}

/** The view itself where it reads with its owner's rights, else the first such views below that the callers may read. */
function ownersViews(
  view: AnalysedRelation,
  subject: AuditSubject,
  callers: readonly string[],
): readonly AnalysedRelation[] {
  if (!view.securityInvoker) return [view];
  return view.sources.flatMap((oid) => {
    const source = subject.relations.find((one) => one.oid === oid);
    const isView = source?.kind === "view" && source.oid !== view.oid;
    if (!isView || !callers.some((role) => mayTry(source, role, "select"))) return [];
    return ownersViews(source, subject, callers);
  });
}

/** The tables that a view reads, through other views as well. */
export function tablesBelow(
  view: AnalysedRelation,
  subject: AuditSubject,
  seen: ReadonlySet<string> = new Set(),
): readonly AnalysedRelation[] {
  const visited = new Set([...seen, view.oid]);
  return view.sources.flatMap((oid) => {
    const source = subject.relations.find((one) => one.oid === oid);
    if (source === undefined || visited.has(oid)) return [];
    return source.kind === "view" || source.kind === "materialized view"
      ? tablesBelow(source, subject, visited)
      : [source];
  });
}
