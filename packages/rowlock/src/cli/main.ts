// The program: the only place that touches the real process, and the only process.exit.
import { endsWithParent, watchParent } from "./parent.ts";
import { runCli } from "./run-cli.ts";

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => ending.abort());
}

if (endsWithParent(process.env)) watchParent(() => ending.abort());

const code = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: ending.signal,
  startedAt: performance.timeOrigin,
  exitCode: 0,
});
process.exit(code);
