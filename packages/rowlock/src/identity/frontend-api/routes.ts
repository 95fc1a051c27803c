// How an endpoint of the Frontend API is written and answered: a change gives `{ response, client }`, a read
// `{ response }`, tokens and lists what Clerk gives. The client is read after the change was committed.
import type { Context, Hono } from "hono";
import type { FrontendCall } from "./frontend-call.ts";
import { readClient } from "./read-client.ts";

export type FrontendEnvironment = { readonly Variables: { readonly call: FrontendCall } };
export type FrontendApp = Hono<FrontendEnvironment>;
type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** An endpoint's own work: its fields come with the call, the parts of its path by name. */
export type Endpoint = (
  call: FrontendCall,
  path: Readonly<Record<string, string>>,
) => Promise<unknown>;

function partsOf(context: Context<FrontendEnvironment>): Readonly<Record<string, string>> {
  return context.req.param() as unknown as Readonly<Record<string, string>>;
}

function answer(context: Context<FrontendEnvironment>, body: unknown): Response {
  tellClientToken(context);
  return context.json(body as object);
}

/** Gives the client its new token, when the request made one. */
export function tellClientToken(context: Context<FrontendEnvironment>): void {
  const header = context.get("call").clientToken.header();
  if (header !== undefined) context.header(...header, { append: true });
}

/** An endpoint that changes something: answers with the client as it is afterwards. */
export function change(
  app: FrontendApp,
  route: readonly [method: Method, path: string],
  endpoint: Endpoint,
): void {
  app.on(route[0], route[1], async (context) => {
    const call = context.get("call");
    const response = await endpoint(call, partsOf(context));
    return answer(context, { response, client: await currentClient(call) });
  });
}

/** An endpoint that reads. */
export function read(app: FrontendApp, path: string, endpoint: Endpoint): void {
  app.get(path, async (context) => {
    const response = await endpoint(context.get("call"), partsOf(context));
    return answer(context, { response, client: null });
  });
}

/** An endpoint whose answer has a form of its own. */
export function plain(
  app: FrontendApp,
  route: readonly [method: Method, path: string],
  endpoint: Endpoint,
): void {
  app.on(route[0], route[1], async (context) =>
    answer(context, await endpoint(context.get("call"), partsOf(context))),
  );
}

/** The client of a call as it stands; null when there is none. */
export async function currentClient(call: FrontendCall) {
  const client = call.clientToken.client;
  if (client === undefined) return null;
  const { instance, origin } = call;
  return (await readClient(instance, { clientId: client.id, origin })) ?? null;
}
