// POST /api/realtime/access: where channels are joined, and the token of whom they are joined as.
import { Hono } from "hono";
import { realtimeOrigin } from "../security-headers.ts";
import type { StudioContext } from "../studio-context.ts";
import { type RealtimeAccess, realtimeAccessSchema } from "../wire/realtime.ts";
import { requestBody } from "./request-body.ts";

export function realtimeRoutes({ project, clerk }: StudioContext): Hono {
  const routes = new Hono();
  routes.post("/access", async (c) => {
    const { as } = await requestBody(c, realtimeAccessSchema);
    const access: RealtimeAccess = {
      url: `${realtimeOrigin(project.describe().addresses.api)}/realtime/v1`,
      apiKey: project.key("anonKey"),
      token: as === undefined ? null : await clerk.mintToken(as),
    };
    return c.json(access);
  });
  return routes;
}
