// A stranger's folder, outside this repository, with the packages that `npm run pack` makes.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./run-rowlock.ts";
import { REPOSITORY, startProgram } from "./running-process.ts";

export const TARBALLS: readonly string[] = ["rowlock-0.1.0.tgz", "rowlock-client-0.1.0.tgz"].map(
  (name) => join(REPOSITORY, "dist", name),
);

export async function makeTarballs(): Promise<void> {
  await runToEnd(["npm", "run", "pack"], REPOSITORY);
}

export function makeStrangersFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "rowlock-stranger-"));
}

/** Runs a program to its end and gives what it wrote. @throws when it fails */
export async function runToEnd(
  command: readonly [program: string, ...args: string[]],
  directory: string,
): Promise<string> {
  const program = startProgram({ command, directory, env: process.env });
  try {
    await until(() => program.exitCode() === 0, program);
  } finally {
    await program.stop();
  }
  return program.output();
}
