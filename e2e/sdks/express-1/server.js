import { clerkMiddleware, getAuth } from "@clerk/express";
import { createClient } from "@supabase/supabase-js";
import express from "express";

const { SUPABASE_URL, SUPABASE_KEY } = process.env;
const app = express();
app.use(clerkMiddleware());

app.get("/", (_req, res) => res.send("Here"));

app.get("/tasks", async (req, res) => {
  const { userId, getToken } = getAuth(req);
  if (!userId) return res.status(401).json({ error: "Sign in first" });
  const supabase = createClient(SUPABASE_URL, SUPABASE_KEY, {
    accessToken: () => getToken({ template: "supabase" }),
  });
  const { data } = await supabase.from("tasks").select();
  res.json(data.map(({ name }) => name));
});

app.listen(Number(process.argv[2]), "localhost");
