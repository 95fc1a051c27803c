// `serve` in a single process, with its health checks.

import type { PostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import { type Listener, listen } from "../http/listen.ts";
import { clearSocket, hostAndPort, takesConnections, whereToListen } from "./address.ts";
import { type AdminSource, createAdmin } from "./admin.ts";
import type { ServeOptions } from "./serve-options.ts";
import { type Serving, startServing } from "./serving.ts";

/** Runs until the signal is aborted; gives the exit code. @throws as `startServing` does */
export async function runAlone(options: ServeOptions): Promise<number> {
  const { log, signal, onReload } = options;
  const config = options.readConfig();
  log.notice(`Starting Rowlock ${options.version}...`);
  await clearSocket(config.server);
  const serving = await startServing({ ...options, config });
  if (serving === undefined) return 0;
  try {
    const admin = await openAdmin(adminSource(serving, config), { ...options, config });
    log.notice(`The Data API listens on ${serving.url}`);
    onReload(serving.reload);
    const code = await untilEnd(signal, serving.lost);
    log.notice("Stopping: running requests may end");
    await serving.close();
    await admin?.close();
    return code;
  } catch (error) {
    await serving.close();
    throw error;
  }
}

/** The exit code: 0 when told to end, 2 when the database is lost and not to be waited for. */
export function untilEnd(signal: AbortSignal, lost: Promise<void>): Promise<number> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(0));
    if (signal.aborted) resolve(0);
    void lost.then(() => resolve(2));
  });
}

function adminSource(serving: Serving, { server }: PostgrestConfig): AdminSource {
  return {
    isLive: () => takesConnections(server, serving.url),
    isReady: serving.isReady,
    metrics: async () => [{ worker: undefined, metrics: serving.metrics() }],
    schema: async () => serving.schema(),
  };
}

interface OpenAdminOptions extends Pick<ServeOptions, "log"> {
  readonly config: PostgrestConfig;
}

/** Opens the admin server's port, if there is to be one. */
export async function openAdmin(
  source: AdminSource,
  { config: { adminServer }, log }: OpenAdminOptions,
): Promise<Listener | undefined> {
  if (adminServer === undefined) return undefined;
  await clearSocket(adminServer);
  const listener = await listen({
    ...whereToListen(adminServer),
    name: "the admin server",
    portHint: "Stop that program, or choose another port with --admin-server-port",
    allowedHosts: "any",
    fetch: createAdmin(source),
    onError: log.fault,
  });
  log.notice(`Admin server listening on ${hostAndPort(listener)}`);
  return listener;
}
