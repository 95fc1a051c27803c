// The load generator: a process of its own, so that its work is not counted as the server's.
import { openHttpConnection } from "../load/http-connection.ts";
import type { HttpLoad } from "../load/messages.ts";
import { serveCommands } from "../load/serve-commands.ts";

await serveCommands<HttpLoad>(async (load) => {
  const requests = load.tokens.map((token) => bytesOf(load, token));
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => openHttpConnection(load.host, load.port)),
  );
  return {
    ...load,
    async ask(asker, turn) {
      const connection = connections[asker];
      const request = requests[turn % requests.length];
      if (connection === undefined || request === undefined) return undefined;
      const { status, latency } = await connection.ask(request);
      return status === load.status ? latency : undefined;
    },
    close() {
      for (const connection of connections) connection.close();
    },
  };
});

function bytesOf({ host, port, method, path, headers, body }: HttpLoad, token: string): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}:${port}`,
    `authorization: Bearer ${token}`,
    "accept: application/json",
    "user-agent: bench",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (body !== undefined) {
    lines.push("content-type: application/json", `content-length: ${Buffer.byteLength(body)}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body ?? ""}`);
}
