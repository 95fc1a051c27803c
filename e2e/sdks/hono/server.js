import { clerkMiddleware, getAuth } from "@clerk/hono";
import { serve } from "@hono/node-server";
import { createClient } from "@supabase/supabase-js";
import { Hono } from "hono";

const { SUPABASE_URL, SUPABASE_KEY } = process.env;
const app = new Hono();
app.use(clerkMiddleware());

app.get("/", (c) => c.text("Here"));

app.get("/tasks", async (c) => {
  const { userId, getToken } = getAuth(c);
  if (!userId) return c.json({ error: "Sign in first" }, 401);
  const supabase = createClient(SUPABASE_URL, SUPABASE_KEY, {
    accessToken: () => getToken({ template: "supabase" }),
  });
  const { data } = await supabase.from("tasks").select();
  return c.json(data.map(({ name }) => name));
});

serve({ fetch: app.fetch, port: Number(process.argv[2]), hostname: "localhost" });
