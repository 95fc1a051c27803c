import { clerkMiddleware, getAuth } from "@clerk/hono";
import { serve } from "@hono/node-server";
import { createClerkSupabaseClient } from "@rowlock/client";
import { Hono } from "hono";

const {
  APP_URL = "http://localhost:3000",
  PORT = "3001",
  SUPABASE_URL,
  SUPABASE_KEY,
} = process.env;

const app = new Hono();
app.use(clerkMiddleware({ authorizedParties: [APP_URL] }));

app.use("/tasks", async (c, next) => {
  const { sessionId, orgId, getToken } = getAuth(c);
  if (!sessionId) return c.json({ error: "Sign in first" }, 401);
  const supabase = createClerkSupabaseClient({
    url: SUPABASE_URL,
    key: SUPABASE_KEY,
    template: "supabase",
    session: { id: sessionId, lastActiveOrganizationId: orgId, getToken },
  });
  c.set("supabase", supabase);
  await next();
});

app.get("/tasks", async (c) => {
  const { data, error, status } = await c.get("supabase").from("tasks").select("id, name");
  return c.json(error ? { error: error.message } : data, status);
});

app.post("/tasks", async (c) => {
  const { name } = await c.req.json();
  const { error, status } = await c.get("supabase").from("tasks").insert({ name });
  return c.json(error ? { error: error.message } : { name }, status);
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" }, () =>
  console.log(`Listening on ${PORT}`),
);
