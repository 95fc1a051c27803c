// GET /api/audit: what `rowlock audit` finds, asked of the database as it is now. GET /api/audit/drift: what was judged,
// and where it is not what the migrations make; apart, because the migrations are replayed for it.
import { Hono } from "hono";
import { objectTitle } from "../../policy/audit/object-title.ts";
import type { StudioContext } from "../studio-context.ts";
import type { AuditAnswer, AuditDrift } from "../wire/audit.ts";

export function auditRoutes({ project }: StudioContext): Hono {
  const routes = new Hono();
  routes.get("/audit", async (c) => {
    const { findings, unknown, checked } = await project.audit();
    const { tables, policies, rules } = checked;
    return c.json({
      findings: findings.map(({ id, level, object, message, why, fix }) => ({
        id,
        level,
        object: objectTitle(object),
        message,
        why,
        fix,
      })),
      unknown: unknown.map(({ object, reason, text }) => ({
        object: objectTitle(object),
        reason,
        text,
      })),
      checked: { tables, policies, rules },
    } satisfies AuditAnswer);
  });
  routes.get("/audit/drift", async (c) => c.json((await project.drift()) satisfies AuditDrift));
  return routes;
}
