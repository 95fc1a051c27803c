import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { verifyToken } from "@clerk/backend";
import { createClerkSupabaseClient } from "@rowlock/client";

const {
  APP_URL = "http://localhost:3000",
  PORT = "3001",
  SUPABASE_URL,
  SUPABASE_KEY,
} = process.env;

const server = createServer(async (request, response) => {
  const token = request.headers.authorization?.replace("Bearer ", "");
  const claims = await verifyToken(token ?? "", {
    secretKey: process.env.CLERK_SECRET_KEY,
    apiUrl: process.env.CLERK_API_URL,
    authorizedParties: [APP_URL],
  }).catch(() => undefined);
  if (!claims) return answer(response, 401, { error: "Sign in first" });
  // The session token itself goes on to the Data API: no template, and no call to Clerk.
  const supabase = createClerkSupabaseClient({
    url: SUPABASE_URL,
    key: SUPABASE_KEY,
    session: { id: claims.sid, getToken: async () => token },
  });
  if (request.method === "POST") {
    const { name } = await json(request).catch(() => ({}));
    const { error, status } = await supabase.from("tasks").insert({ name });
    return answer(response, status, error ? { error: error.message } : { name });
  }
  const { data, error, status } = await supabase.from("tasks").select("id, name");
  answer(response, status, error ? { error: error.message } : data);
});

function answer(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

server.listen(Number(PORT), "127.0.0.1", () => console.log(`Listening on ${PORT}`));
