import { clerkMiddleware, getAuth } from "@clerk/express";
import { createClerkSupabaseClient } from "@rowlock/client";
import express from "express";

const {
  APP_URL = "http://localhost:3000",
  PORT = "3001",
  SUPABASE_URL,
  SUPABASE_KEY,
} = process.env;

const app = express();
app.use(express.json());
app.use(clerkMiddleware({ authorizedParties: [APP_URL] }));

app.use("/tasks", (req, res, next) => {
  const { sessionId, orgId, getToken } = getAuth(req);
  if (!sessionId) return res.status(401).json({ error: "Sign in first" });
  res.locals.supabase = createClerkSupabaseClient({
    url: SUPABASE_URL,
    key: SUPABASE_KEY,
    template: "supabase",
    session: { id: sessionId, lastActiveOrganizationId: orgId, getToken },
  });
  next();
});

app.get("/tasks", async (_req, res) => {
  const { data, error, status } = await res.locals.supabase.from("tasks").select("id, name");
  res.status(status).json(error ? { error: error.message } : data);
});

app.post("/tasks", async (req, res) => {
  const { name } = req.body;
  const { error, status } = await res.locals.supabase.from("tasks").insert({ name });
  res.status(status).json(error ? { error: error.message } : { name });
});

app.listen(Number(PORT), "127.0.0.1", () => console.log(`Listening on ${PORT}`));
