// The example's own webhook handler, served by this process, so that a test sees each message that reaches it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { REPOSITORY } from "./running-process.ts";

export interface ReceivedMessage {
  readonly id: string;
  /** What the handler answered: 204 done, 500 to be sent again. */
  readonly status: number;
  readonly user: string;
  /** Clerk's time of the user's state; Infinity for a deletion. */
  readonly at: number;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly ReceivedMessage[];
  close(): Promise<void>;
}

interface Handler {
  POST(request: Request): Promise<Response>;
}

interface Instrumentation {
  register(): void;
}

/** By its path at run time: Next's global types are not for these tests. */
async function loadExample<Module>(path: string): Promise<Module> {
  return (await import(join(REPOSITORY, "examples/nextjs/src", path))) as Module;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const { POST } = await loadExample<Handler>("app/api/webhooks/clerk/route.ts");
  const { register } = await loadExample<Instrumentation>("instrumentation.ts");
  register();
  const received: ReceivedMessage[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const headers = new Headers(incoming.headers as Record<string, string>);
    const body = await text(incoming);
    const request = new Request("http://localhost/", { method: "POST", headers, body });
    const response = await POST(request).catch(() => new Response(null, { status: 500 }));
    received.push({
      id: headers.get("svix-id") ?? "",
      status: response.status,
      ...stateIn(JSON.parse(body)),
    });
    outgoing.writeHead(response.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface UserEvent {
  readonly data: { readonly id: string; readonly updated_at?: number };
}

function stateIn({ data }: UserEvent): Pick<ReceivedMessage, "user" | "at"> {
  return { user: data.id, at: data.updated_at ?? Number.POSITIVE_INFINITY };
}
