// One running postgres: spawned straight, so that starting costs no more than PostgreSQL's own start.
// Guarantees that it goes when this process goes by any way that runs code: stop(), process.exit, an uncaught error.
// It is in a session of its own, so Ctrl-C on the terminal reaches the caller alone, who then stops it in order.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Engine } from "../engine/prepare-engine.ts";

export interface Postmaster {
  readonly pid: number;
  /** Settles when the process has ended, with its exit code (null: by a signal). */
  readonly ended: Promise<number | null>;
  /** Fast shutdown: sessions are ended, everything is written, then it goes. */
  stop(): Promise<void>;
}

export interface SpawnPostmasterOptions {
  readonly engine: Engine;
  readonly dataDirectory: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The server's log is appended here, opened as this process's own user. */
  readonly logFile: string;
  /** A process id in postmaster.pid that is known to be no server of this directory's. */
  readonly staleProcess?: number | undefined;
}

// No PG* variable of the caller's may reach the server.
export function engineEnvironment(): NodeJS.ProcessEnv {
  return { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C" };
}

/** Spawns the server; it may not yet take connections. @throws the system's error when it cannot be spawned. */
export async function spawnPostmaster(options: SpawnPostmasterOptions): Promise<Postmaster> {
  const { engine } = options;
  const log = openSync(options.logFile, "a", 0o600);
  const settings = Object.entries(options.settings).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = spawn(engine.postgres, ["-D", options.dataDirectory, ...settings], {
    cwd: "/",
    detached: true,
    // pg_ctl's own way of telling postgres which process is not a rival for the directory.
    env: {
      ...engineEnvironment(),
      ...(options.staleProcess === undefined
        ? {}
        : { PG_GRANDPARENT_PID: String(options.staleProcess) }),
    },
    stdio: ["ignore", log, log],
    ...(engine.account === undefined ? {} : { uid: engine.account.uid, gid: engine.account.gid }),
  });
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => resolve(code));
  });
  const pid = await spawned(child);
  const stopNow = () => child.kill("SIGINT");
  process.once("exit", stopNow);
  void ended.then(() => process.off("exit", stopNow));
  return {
    pid,
    ended,
    async stop() {
      stopNow();
      await ended;
    },
  };
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve(child.pid as number));
  });
}
