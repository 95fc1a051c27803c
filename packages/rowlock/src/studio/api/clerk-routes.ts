// /api/clerk/*: the Backend API of the identity service, with the secret key put in here, so that it never reaches a page.
// Also the preview of a JWT template, which is held against the rules before it is saved.
import { Hono } from "hono";
import type { StudioContext } from "../studio-context.ts";
import { previewTemplate } from "../templates/preview-template.ts";
import { previewTemplateSchema } from "../wire/templates.ts";
import { requestBody } from "./request-body.ts";

/** What of a page's request goes on; everything else, the run's secret above all, stays here. */
const PASSED_ON = ["accept", "content-type"];

export function clerkRoutes(context: StudioContext): Hono {
  const { clerk } = context;
  const routes = new Hono();
  routes.all("/clerk/*", async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const path = pathname.slice(pathname.indexOf("/clerk/") + "/clerk".length);
    const headers = new Headers();
    for (const name of PASSED_ON) {
      const value = c.req.header(name);
      if (value !== undefined) headers.set(name, value);
    }
    const method = c.req.method;
    const body = method === "GET" || method === "HEAD" ? null : await c.req.text();
    const answer = await clerk.request(`${path}${search}`, { method, headers, body: body || null });
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": answer.headers.get("content-type") ?? "application/json" },
    });
  });
  routes.post("/templates/preview", async (c) => {
    const request = await requestBody(c, previewTemplateSchema);
    return c.json(await previewTemplate(request, context));
  });
  return routes;
}
