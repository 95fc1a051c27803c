// /api/settings: addresses and public keys; secrets one at a time, when asked for; rotation of the JWT secret.
import { Hono } from "hono";
import type { StudioContext } from "../studio-context.ts";
import {
  type EnvironmentBlock,
  type Revealed,
  revealSchema,
  type Settings,
} from "../wire/settings.ts";
import { requestBody } from "./request-body.ts";

export function settingsRoutes({ project }: StudioContext): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    const { addresses, schemas, declared, roles } = project.describe();
    const settings: Settings = {
      projectUrl: addresses.api,
      clerkUrl: addresses.clerk,
      schemas,
      roles,
      declared,
      keys: {
        anonKey: project.key("anonKey"),
        publishableKey: project.key("publishableKey"),
        clerkPublishableKey: project.key("clerkPublishableKey"),
      },
    };
    return c.json(settings);
  });
  routes.post("/reveal", async (c) => {
    const { key } = await requestBody(c, revealSchema);
    return c.json({ value: project.key(key) } satisfies Revealed);
  });
  routes.post("/environment", async (c) =>
    c.json({ text: await project.environmentBlock() } satisfies EnvironmentBlock),
  );
  routes.post("/rotate-jwt-secret", async (c) => {
    await project.rotateJwtSecret();
    return c.json({});
  });
  return routes;
}
