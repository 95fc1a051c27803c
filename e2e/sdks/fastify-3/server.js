import { clerkPlugin, getAuth } from "@clerk/fastify";
import { createClient } from "@supabase/supabase-js";
import Fastify from "fastify";

const { SUPABASE_URL, SUPABASE_KEY } = process.env;
const app = Fastify();
app.register(clerkPlugin);

app.get("/", () => "Here");

app.get("/tasks", async (request, reply) => {
  const { userId, getToken } = getAuth(request);
  if (!userId) return reply.status(401).send({ error: "Sign in first" });
  const supabase = createClient(SUPABASE_URL, SUPABASE_KEY, {
    accessToken: () => getToken({ template: "supabase" }),
  });
  const { data } = await supabase.from("tasks").select();
  return data.map(({ name }) => name);
});

await app.listen({ port: Number(process.argv[2]), host: "localhost" });
