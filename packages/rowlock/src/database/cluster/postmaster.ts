// One running postgres: spawned straight, so that starting costs no more than PostgreSQL's own start.
// Guarantees that it goes when this process goes by any way that runs code: stop(), process.exit, an uncaught error.
// It is in a session of its own, so Ctrl-C on the terminal reaches the caller alone, who then stops it in order.
import { closeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openToAppend } from "../../files/write-file.ts";
import type { Engine } from "../engine/prepare-engine.ts";
import { spawnEngine } from "../engine/spawn-engine.ts";

export interface Postmaster {
  readonly pid: number;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  /** Fast shutdown: sessions are ended, everything is written, then it goes. */
  stop(): Promise<void>;
}

export interface SpawnPostmasterOptions {
  readonly dataDirectory: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The server's log is appended here, opened as this process's own user. */
  readonly logFile: string;
  /** A process id in postmaster.pid that is known to be no server of this directory's. */
  readonly staleProcess?: number | undefined;
}

/**
 * How long a fast shutdown may take before it becomes an immediate one, which loses nothing either: there are 32 MB of
 * buffers to write at most. PostgreSQL 17 was seen to wait for ever when asked during its recovery from a crash.
 */
export const SHUTDOWN_MS = 5_000;

/** Spawns the server; it may not yet take connections. @throws ENGINE_UNSUPPORTED, or the system's error */
export async function spawnPostmaster(
  engine: Engine,
  options: SpawnPostmasterOptions,
): Promise<Postmaster> {
  const settings = Object.entries(options.settings).map(([name, value]) => `${name}=${value}`);
  const log = openToAppend(options.logFile, { within: dirname(options.logFile), mode: 0o600 });
  const child = await spawnEngine(engine, {
    program: "postgres",
    args: ["-D", options.dataDirectory, ...settings.flatMap((setting) => ["-c", setting])],
    stdio: ["ignore", log, log],
    detached: true,
    // pg_ctl's own way of telling postgres which process is no rival for the directory.
    ...(options.staleProcess === undefined
      ? {}
      : { environment: { PG_GRANDPARENT_PID: String(options.staleProcess) } }),
  }).finally(() => closeSync(log));
  const stopNow = () => child.kill("SIGINT");
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once("exit", () => resolve());
  }).then(() => {
    process.off("exit", stopNow);
  });
  process.once("exit", stopNow);
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      stopNow();
      await Promise.race([ended, sleep(SHUTDOWN_MS, undefined, { ref: false })]);
      child.kill("SIGQUIT");
      await ended;
    },
  };
}
