// Storage alone, as a process that can be killed: it sweeps what the one before it left, listens, and says where.
import { randomUUID } from "node:crypto";
import { createBatchRunner } from "../../src/database/batch/create-batch-runner.ts";
import { withClient } from "../../src/database/pool/with-client.ts";
import { openContentFolder } from "../../src/files/content-folder.ts";
import { listen } from "../../src/http/listen.ts";
import { sweepBytes } from "../../src/storage/bytes/sweep.ts";
import { createStorage } from "../../src/storage/storage.ts";

export interface StorageServerArgument {
  readonly ownerUrl: string;
  readonly serviceUrl: string;
  readonly folder: string;
}

const argument: StorageServerArgument = JSON.parse(process.argv[2] ?? "");
const bytes = openContentFolder(argument.folder, argument.folder);
const swept = await withClient(argument.ownerUrl, (client) =>
  sweepBytes(bytes, { client, before: 0 }),
);
const runner = createBatchRunner({ connectionString: argument.serviceUrl, max: 8 });
const claims = { role: "service_role" };
const storage = createStorage({
  runner: () => runner,
  authenticate: () => ({ role: "service_role", claims, claimsText: JSON.stringify(claims) }),
  bytes,
  signer: {
    sign: () => Promise.reject(new Error("Nothing is signed here")),
    verify: () => Promise.reject(new Error("Nothing is signed here")),
  },
  fileSizeLimit: 50 * 1024 * 1024,
  basePath: "/storage/v1",
  now: Date.now,
  newVersion: randomUUID,
  onError: (error) => console.error(error),
});
const { url } = await listen({
  name: "storage",
  port: 0,
  fetch: storage.fetch,
  streams: () => true,
});
console.log(JSON.stringify({ url, ...swept }));
