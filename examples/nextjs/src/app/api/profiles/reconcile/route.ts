// Asked by whoever runs the app, or by a timer, with the service key: who holds it could write the profiles anyway.
import { createHash, timingSafeEqual } from "node:crypto";
import { reconcileProfiles } from "../../../../profiles/reconcile-profiles.ts";

export async function POST(request: Request): Promise<Response> {
  const key = process.env.SUPABASE_SERVICE_ROLE_KEY;
  const sent = request.headers.get("authorization") ?? "";
  if (!key || !timingSafeEqual(digest(sent), digest(`Bearer ${key}`))) {
    return new Response("The service key is needed", { status: 401 });
  }
  return Response.json(await reconcileProfiles());
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
