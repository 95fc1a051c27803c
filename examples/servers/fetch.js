import { createClerkClient } from "@clerk/backend";
import { serve } from "@hono/node-server";
import { createClerkSupabaseClient } from "@rowlock/client";

const {
  APP_URL = "http://localhost:3000",
  PORT = "3001",
  SUPABASE_URL,
  SUPABASE_KEY,
} = process.env;

const clerk = createClerkClient({
  secretKey: process.env.CLERK_SECRET_KEY,
  publishableKey: process.env.CLERK_PUBLISHABLE_KEY,
  apiUrl: process.env.CLERK_API_URL,
});

async function handle(request) {
  const state = await clerk.authenticateRequest(request, { authorizedParties: [APP_URL] });
  if (!state.isAuthenticated) return Response.json({ error: "Sign in first" }, { status: 401 });
  const { sessionId, orgId, getToken } = state.toAuth();
  const supabase = createClerkSupabaseClient({
    url: SUPABASE_URL,
    key: SUPABASE_KEY,
    template: "supabase",
    session: { id: sessionId, lastActiveOrganizationId: orgId, getToken },
  });
  if (request.method === "POST") {
    const { name } = await request.json();
    const { error, status } = await supabase.from("tasks").insert({ name });
    return Response.json(error ? { error: error.message } : { name }, { status });
  }
  const { data, error, status } = await supabase.from("tasks").select("id, name");
  return Response.json(error ? { error: error.message } : data, { status });
}

serve({ fetch: handle, port: Number(PORT), hostname: "127.0.0.1" }, () =>
  console.log(`Listening on ${PORT}`),
);
