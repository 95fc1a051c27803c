// Bundles the bench and what it measures (the command line as it stands in src), then runs it: `npm run bench -- --help`,
// `npm run bench:policies`, `bench:identity`, `bench:storage`, `bench:realtime`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "tsup";
import { claimCheckout } from "./claim-checkout.mjs";

const root = import.meta.dirname;
try {
  claimCheckout(join(root, ".running"));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
const dist = join(root, "dist");
await build({
  entry: {
    main: join(root, "main.ts"),
    policies: join(root, "policies.ts"),
    identity: join(root, "identity.ts"),
    storage: join(root, "storage.ts"),
    realtime: join(root, "realtime.ts"),
    rowlock: join(root, "../packages/rowlock/src/cli/main.ts"),
    load: join(root, "programs/load.ts"),
    "fixed-sql": join(root, "programs/fixed-sql.ts"),
    sockets: join(root, "programs/sockets.ts"),
    "bare-sockets": join(root, "programs/bare-sockets.ts"),
    "bare-files": join(root, "programs/bare-files.ts"),
    "bare-driver": join(root, "programs/bare-driver.ts"),
  },
  outDir: dist,
  format: "esm",
  target: "node20",
  platform: "node",
  config: false,
  silent: true,
  splitting: true,
  clean: true,
  skipNodeModulesBundle: true,
});
const [first, ...others] = process.argv.slice(2);
const [program, args] = ["policies", "identity", "storage", "realtime"].includes(first)
  ? [first, others]
  : ["main", process.argv.slice(2)];
const { status, signal } = spawnSync(process.execPath, [join(dist, `${program}.js`), ...args], {
  stdio: "inherit",
});
if (signal !== null) process.stderr.write(`The bench was ended by ${signal}\n`);
process.exitCode = status ?? 1;
