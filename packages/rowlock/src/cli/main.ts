// The program: the only place that touches the real process, and the only process.exit.
// Guarantee: what a command wrote has gone to its reader before the process ends; a reader that goes away (| head)
// changes nothing but that nothing more is written, and any other failure to write is told by the exit code.
import { setTimeout as pause } from "node:timers/promises";
import { endsWithParent, watchParent } from "./parent.ts";
import { runCli } from "./run-cli.ts";

const FAILURE = 2;

/** How long a process that was told to end waits for who reads its output. */
const READER_MS = 1_000;

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => ending.abort());
}

if (endsWithParent(process.env)) watchParent(() => ending.abort());

let unwritten: Error | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") unwritten ??= error;
  });
}

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
const gone = Promise.all([process.stdout, process.stderr].map(written));
await Promise.race([gone, toldToEnd().then(() => pause(READER_MS))]);
if (unwritten !== undefined) {
  process.stderr.write(`✖ The output could not be written: ${unwritten.message}\n`);
}
process.exit(unwritten === undefined ? code : FAILURE);

/** Settles when all that was written before has gone, or can't go any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    ending.signal.addEventListener("abort", () => resolve());
    if (ending.signal.aborted) resolve();
  });
}
