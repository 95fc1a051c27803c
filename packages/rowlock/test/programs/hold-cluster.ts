// A process that starts a cluster and holds it, for tests that end the process in every way a process can end.
// Prints one line of JSON: the cluster, or the error's code. SIGINT stops in order; SIGUSR2 exits without stopping.
import {
  type StartClusterOptions,
  startCluster,
} from "../../src/database/cluster/start-cluster.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as StartClusterOptions;

try {
  const cluster = await startCluster(options);
  process.once("SIGINT", () => void cluster.stop());
  process.once("SIGUSR2", () => process.exit(0));
  const { port, pid, fresh, dataDirectory } = cluster;
  console.log(JSON.stringify({ port, pid, fresh, dataDirectory }));
  const hold = setInterval(() => {}, 1_000);
  await cluster.ended;
  clearInterval(hold);
} catch (error) {
  const { code, message } = error as { code: string; message: string };
  console.log(JSON.stringify({ code, message }));
}
