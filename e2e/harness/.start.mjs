// harness/example-app.ts
import { cp, mkdtemp, rm } from "node:fs/promises";
// harness/free-ports.ts
import { createServer } from "node:net";
import { basename, join as join2 } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

var STACK_OFFSETS = [0, 1, 2, 10];
var APP_OFFSET = 20;
async function findFreePorts() {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 2e4 + Math.floor(Math.random() * 1e3) * 25;
    const ports = [...STACK_OFFSETS, APP_OFFSET].map((offset) => base + offset);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return { base, app: base + APP_OFFSET };
  }
  throw new Error("No free ports were found between 20000 and 45000");
}
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

// harness/running-process.ts
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

var REPOSITORY = join(import.meta.dirname, "../..");
function startRowlock({ args, env = {} }) {
  const child = spawn(
    process.execPath,
    [join(REPOSITORY, "packages/rowlock/bin/rowlock.js"), ...args],
    {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        NODE_ENV: void 0,
        VITEST: void 0,
        PATH: pathWithPackages(),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const ended = new Promise((resolve) => child.once("close", () => resolve()));
  return {
    output: () => output,
    exitCode: () => child.exitCode ?? (child.signalCode ? 1 : null),
    stop: () => stop(child, ended),
  };
}
async function stop(child, ended) {
  if (child.pid === void 0) return;
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
  const force = setTimeout(() => child.kill("SIGKILL"), 2e4);
  await ended;
  clearTimeout(force);
}
function pathWithPackages() {
  return [join(REPOSITORY, "node_modules/.bin"), process.env.PATH ?? ""].join(delimiter);
}

// harness/example-app.ts
var NOT_COPIED = /* @__PURE__ */ new Set(["node_modules", ".next", ".rowlock"]);
var PATIENCE = 24e4;
async function startExampleApp({ token, next }) {
  const directory = await mkdtemp(join2(REPOSITORY, "e2e/.app-"));
  const example = join2(REPOSITORY, "examples/nextjs");
  await cp(example, directory, {
    recursive: true,
    filter: (path) => !NOT_COPIED.has(basename(path)),
  });
  const ports = await findFreePorts();
  const project = ["--dir", directory, "--port-base", String(ports.base)];
  const url = `http://localhost:${ports.app}`;
  const rowlock = startRowlock({
    args: ["dev", ...project, "--", ...commandOf(next, ports.app)],
    env: { NEXT_PUBLIC_CLERK_SUPABASE_TEMPLATE: token === "template" ? "supabase" : "" },
  });
  async function stop2() {
    await rowlock.stop();
    await rm(directory, { recursive: true, force: true });
  }
  try {
    await untilItAnswers(url, rowlock);
    return { url, env: await readEnvironment(project), output: rowlock.output, stop: stop2 };
  } catch (error) {
    await stop2();
    throw error;
  }
}
function commandOf(next, port) {
  const where = ["-H", "localhost", "-p", String(port)];
  if (next === "dev") return ["next", "dev", ...where];
  return ["sh", "-c", `next build && exec next start ${where.join(" ")}`];
}
async function untilItAnswers(url, rowlock) {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    if (rowlock.exitCode() !== null) break;
    const answer = await fetch(url).catch(() => void 0);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`The example app did not start at ${url}:
${rowlock.output()}`);
}
async function readEnvironment(project) {
  const program = startRowlock({ args: ["env", "--json", ...project] });
  while (program.exitCode() === null) await sleep(20);
  await program.stop();
  return JSON.parse(program.output());
}

// .app-scratch/start.ts
var app = await startExampleApp({ token: process.argv[2], next: process.argv[3] });
console.log(app.url);
await new Promise((r) => process.once("SIGTERM", r));
await app.stop();
process.exit(0);
