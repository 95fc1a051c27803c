// The program: the only place that touches the real process, and the only process.exit.
import { runCli } from "./run-cli.ts";

const code = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  exitCode: 0,
});
process.exit(code);
