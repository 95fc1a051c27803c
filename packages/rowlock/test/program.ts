// Runs one of test/programs/ as a process of its own: bundled into one file, so that any account can run it anywhere.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "tsup";

/** Bundles a program and everything it imports into `directory`; gives the file. */
export async function bundleProgram(name: string, directory: string): Promise<string> {
  await build({
    entry: [join(import.meta.dirname, "programs", `${name}.ts`)],
    outDir: directory,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    target: "node20",
    platform: "node",
    config: false,
    silent: true,
    clean: false,
    noExternal: [/.*/],
    // pg is CommonJS and asks for Node's modules by require().
    banner: {
      js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);',
    },
  });
  return join(directory, `${name}.mjs`);
}

export interface Program {
  readonly child: ChildProcess;
  /** The next line of its standard output. */
  line(): Promise<string>;
  /** Settles when the process has ended. */
  readonly ended: Promise<unknown>;
}

export interface RunProgramOptions {
  readonly argument: unknown;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
}

/** Starts a bundled program with one argument, given as JSON. */
export function runProgram(file: string, { argument, account }: RunProgramOptions): Program {
  const child = spawn(process.execPath, [file, JSON.stringify(argument)], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: "/",
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    ended,
    async line() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${file} ended without a word`);
      return value;
    },
  };
}
