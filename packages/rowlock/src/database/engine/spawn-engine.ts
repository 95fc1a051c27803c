// Starts one of the engine's programs, as the engine's account and with nothing of the caller's environment.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { rowlockError } from "../../errors/registry.ts";
import type { Engine } from "./prepare-engine.ts";

export interface SpawnEngineOptions {
  readonly program: "initdb" | "postgres";
  readonly args: readonly string[];
  readonly stdio: NonNullable<SpawnOptions["stdio"]>;
  /** True: in a session of its own, out of reach of the terminal's Ctrl-C. */
  readonly detached?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Resolves once the program runs. @throws ENGINE_UNSUPPORTED, or the system's error */
export function spawnEngine(engine: Engine, options: SpawnEngineOptions): Promise<ChildProcess> {
  const child = spawn(engine[options.program], options.args, {
    cwd: "/",
    // No PG* variable of the caller's may reach the server.
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", ...options.environment },
    stdio: options.stdio,
    detached: options.detached ?? false,
    ...(engine.account === undefined ? {} : { uid: engine.account.uid, gid: engine.account.gid }),
  });
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve(child));
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? noLoader(error) : error);
    });
  });
}

// The program is there (locateEngine() has seen it), so what is absent is what loads it.
function noLoader(cause: Error): Error {
  return rowlockError("ENGINE_UNSUPPORTED", {
    message: "The embedded PostgreSQL needs the GNU C library, which this system lacks",
    hint: "Use a Debian-based image instead of Alpine, or name a server of your own with --db-url",
    cause,
  });
}
