// GET /api/overview, and GET /api/log: the live request log as lines of JSON, for as long as the page is open.
import { Hono } from "hono";
import type { LoggedRequest } from "../ports.ts";
import { readSetup } from "../setup/read-setup.ts";
import type { StudioContext } from "../studio-context.ts";
import type { LogLine } from "../wire/overview.ts";

/** An empty line now and then tells both ends that the other is there. */
const HEARTBEAT_MS = 15_000;

export function overviewRoutes(context: StudioContext): Hono {
  const routes = new Hono();
  routes.get("/overview", async (c) => c.json(await readSetup(context)));
  routes.get("/log", (c) => {
    const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store" };
    return new Response(logStream(context.requestLog, c.req.raw.signal), { headers });
  });
  return routes;
}

function logStream(
  log: StudioContext["requestLog"],
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(`${text}\n`));
      for (const entry of log.recent()) send(JSON.stringify(toLine(entry)));
      const unsubscribe = log.subscribe((entry) => send(JSON.stringify(toLine(entry))));
      const heartbeat = setInterval(() => send(""), HEARTBEAT_MS);
      heartbeat.unref();
      stop = () => {
        unsubscribe();
        clearInterval(heartbeat);
        stop = () => {};
      };
      signal.addEventListener("abort", () => {
        stop();
        // The client is gone, and with it perhaps the stream.
        try {
          controller.close();
        } catch {}
      });
    },
    cancel: () => stop(),
  });
}

function toLine(entry: LoggedRequest): LogLine {
  return {
    at: entry.at,
    server: entry.server,
    method: entry.method,
    path: entry.path,
    role: entry.role ?? null,
    user: entry.user ?? null,
    status: entry.status,
    milliseconds: entry.ms,
  };
}
