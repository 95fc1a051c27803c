// What a download costs at the least: a bare http server that streams the files of a folder, and knows of no rights.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";

const folder = process.env.BENCH_FOLDER ?? ".";

const server = createServer(async (request, response) => {
  const path = join(folder, basename(decodeURIComponent(request.url ?? "")));
  const { size } = await stat(path);
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": size,
  });
  createReadStream(path).pipe(response);
});

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`Listening on ${port}\n`);
});
