#!/usr/bin/env node
// Loads the program. Its modules are read all at once, which a low limit of open files does not let happen.
// The version alone is told without it, since that is asked for by scripts and takes a tenth of the time so.
import { readFileSync } from "node:fs";

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === "--version" || first === "-v")) {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  process.stdout.write(`${JSON.parse(manifest).version}\n`);
} else {
  await run();
}

async function run() {
  try {
    await import("../dist/cli/main.js");
  } catch (error) {
    if (error?.code !== "EMFILE" && error?.code !== "ENFILE") throw error;
    const { soft } = process.report.getReport().userLimits.open_files;
    const message = `Rowlock needs more open files than this shell allows (${soft})`;
    const hint = "Raise the limit and run it again: ulimit -n 1024";
    const code = "OPEN_FILES";
    process.stderr.write(`✖ ${message}\n  → ${hint}\n  ${code}, see rowlock help ${code}\n`);
    if (process.argv.includes("--json")) {
      process.stdout.write(`${JSON.stringify({ error: { code, message, hint } }, null, 2)}\n`);
    }
    process.exitCode = 2;
  }
}
