// How an endpoint of the Backend API is written: it gives the resource, and this gives the answer.
import type { Context, Hono } from "hono";
import type { BackendCall } from "./backend-call.ts";

export type BackendEnvironment = { readonly Variables: { readonly call: BackendCall } };
export type BackendApp = Hono<BackendEnvironment>;

export type Endpoint = (
  call: BackendCall,
  path: Readonly<Record<string, string>>,
) => Promise<object | undefined>;

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Registers an endpoint. What it gives is the body; undefined is 204, or `bodiless`. */
export function route(
  app: BackendApp,
  [method, path, bodiless = 204]: readonly [method: Method, path: string, bodiless?: 202 | 204],
  endpoint: Endpoint,
): void {
  app.on(method, `/v1${path}`, async (context: Context<BackendEnvironment>) => {
    const parts = context.req.param() as unknown as Readonly<Record<string, string>>;
    const body = await endpoint(context.get("call"), parts);
    // Exactly this content type: Clerk's SDK reads a body with a charset as text.
    return body === undefined
      ? context.body(null, bodiless)
      : context.body(JSON.stringify(body), 200, { "Content-Type": "application/json" });
  });
}
