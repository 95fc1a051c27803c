// What hosted Supabase runs beside the database in the background: pg_cron's jobs and pg_net's requests, and the daily
// partitions of realtime's messages. Told by NOTIFY, so that nothing is asked while nothing happens.
import { Cron } from "croner";
import { type Listener, listen } from "../database/listen/listen.ts";
import { withClient } from "../database/pool/with-client.ts";
import { closeCutRuns, createJobRunner } from "./run-jobs.ts";
import { createRequestSender, type RequestSenderOptions } from "./send-requests.ts";

/** Closes everything; a run under way is cut off with its session. */
export interface Background {
  close(): Promise<void>;
}

export interface StartBackgroundOptions extends RequestSenderOptions {
  /** Of the app's database: it makes the partitions, and runs nothing of the project's. */
  readonly superuserUrl: string;
}

export async function startBackground(options: StartBackgroundOptions): Promise<Background> {
  const { connectionString, superuserUrl, onError } = options;
  const jobs = createJobRunner(options);
  const requests = createRequestSender(options);
  const reload = () => void jobs.reload().catch(onError);
  const wake = () => void requests.wake();
  await closeCutRuns(connectionString);
  const listener: Listener = listen({
    connectionString,
    channel: "rowlock_background",
    onNotification: (payload) => (payload === "cron" ? reload() : wake()),
    // Also after a loss: the database may be another by now.
    onConnected() {
      reload();
      wake();
    },
  });
  const daily = new Cron("5 0 * * *", { utcOffset: 0, unref: true }, () => {
    const text = "select _rowlock.ensure_message_partitions()";
    void withClient(superuserUrl, (client) => client.query(text)).catch(onError);
  });
  return {
    async close() {
      daily.stop();
      jobs.stop();
      await listener.close();
    },
  };
}
