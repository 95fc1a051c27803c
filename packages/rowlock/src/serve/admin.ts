// What the admin server answers, on a port of its own: health checks, whose status says it all, metrics, and what was
// read of the database. It asks for no token, as with PostgREST; rows, claims and settings are nothing that it knows.
import { type MetricsOf, renderMetrics } from "./metrics.ts";

export interface AdminSource {
  /** Whether the API's port takes connections. */
  isLive(): Promise<boolean>;
  /** Whether it answers from a database that was read and has not been lost since. */
  isReady(): Promise<boolean>;
  metrics(): Promise<readonly MetricsOf[]>;
  /** JSON; undefined before the database was read. */
  schema(): Promise<string | undefined>;
}

export function createAdmin(source: AdminSource): (request: Request) => Promise<Response> {
  return async (request) => {
    switch (new URL(request.url).pathname) {
      case "/live":
        return answer((await source.isLive()) ? 200 : 500);
      case "/ready":
        return answer(!(await source.isLive()) ? 500 : (await source.isReady()) ? 200 : 503);
      case "/metrics":
        return new Response(renderMetrics(await source.metrics()), {
          headers: { "content-type": "text/plain; charset=utf-8" },
        });
      case "/schema_cache": {
        const schema = await source.schema();
        if (schema === undefined) return answer(503);
        return new Response(schema, { headers: { "content-type": "application/json" } });
      }
      default:
        return answer(404);
    }
  };
}

function answer(status: number): Response {
  return new Response(null, { status });
}
