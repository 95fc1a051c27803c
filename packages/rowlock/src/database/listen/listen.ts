// Listens for PostgreSQL's notifications over one connection that is made again whenever it is lost.
// What is notified while it is down is lost for good, so the listener is told of each (re)connection and looks by itself.
import pg from "pg";
import { quoteIdentifier } from "../../sql/fragment.ts";

export interface ListenOptions {
  readonly connectionString: string;
  /** Such as `pgrst`. */
  readonly channel: string;
  onNotification(payload: string): void;
  /** Called once listening works, and again after each interruption. */
  onConnected?(): void;
  /** Called when the connection is lost or cannot be made; the next try follows by itself. */
  onDisconnected?(error: unknown): void;
  /** The longest pause between two tries, in milliseconds. Default 10,000. */
  readonly maxPauseMs?: number;
}

export interface Listener {
  /** Stops listening; nothing is called any more. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 50;

/** Starts listening; does not wait for the first connection. */
export function listen(options: ListenOptions): Listener {
  const maxPause = options.maxPauseMs ?? 10_000;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = FIRST_PAUSE_MS;
  let closed = false;

  async function connect(): Promise<void> {
    const attempt = new pg.Client({
      connectionString: options.connectionString,
      application_name: "rowlock listener",
      // A listener says nothing for hours; a network that forgets it meanwhile is found out this way.
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
    });
    client = attempt;
    let lost = false;
    const lose = (error: unknown) => {
      if (lost) return;
      lost = true;
      attempt.end().catch(() => {});
      if (closed) return;
      options.onDisconnected?.(error);
      timer = setTimeout(() => void connect(), pause);
      pause = Math.min(pause * 2, maxPause);
    };
    attempt.on("error", lose);
    attempt.on("end", () => lose(new Error("The connection was closed")));
    attempt.on("notification", ({ payload }) => {
      if (!closed) options.onNotification(payload ?? "");
    });
    try {
      await attempt.connect();
      await attempt.query(`listen ${quoteIdentifier(options.channel)}`);
      pause = FIRST_PAUSE_MS;
      if (!closed) options.onConnected?.();
    } catch (error) {
      lose(error);
    }
  }

  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
