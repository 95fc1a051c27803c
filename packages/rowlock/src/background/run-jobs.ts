// Runs the jobs of cron.job at their times (UTC), as pg_cron does: each in a session of its own, as `postgres`, never
// two runs of one job at once, every run in cron.job_run_details.
// INVARIANT: a job of another role is not run. A session of postgres that became that role could turn back into it.
import { Cron } from "croner";
import type pg from "pg";
import { withClient } from "../database/pool/with-client.ts";
import { EMBEDDED_LOGINS } from "../database/role-names.ts";

interface Job {
  readonly jobid: string;
  readonly schedule: string;
  readonly command: string;
  readonly username: string;
}

export interface JobRunner {
  /** Takes up what cron.job says now. */
  reload(): Promise<void>;
  stop(): void;
}

export interface JobRunnerOptions {
  /** Of the app's database, by its owner. */
  readonly connectionString: string;
  readonly onError: (error: unknown) => void;
}

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const running = new Map<string, Cron>();
  // A job keeps its clock while its own row stays as it is.
  const keyOf = (job: Job) => JSON.stringify(job);

  async function reload(): Promise<void> {
    const jobs = await withClient(options.connectionString, readJobs);
    const wanted = new Map(jobs.map((job) => [keyOf(job), job]));
    for (const [key, clock] of running) {
      if (wanted.has(key)) continue;
      clock.stop();
      running.delete(key);
    }
    for (const [key, job] of wanted) {
      if (running.has(key)) continue;
      try {
        running.set(key, scheduleJob(job, options));
      } catch (error) {
        options.onError(error);
      }
    }
  }

  return {
    reload,
    stop() {
      for (const clock of running.values()) clock.stop();
      running.clear();
    },
  };
}

async function readJobs(client: pg.Client): Promise<readonly Job[]> {
  const { rows } = await client.query<Job>(
    `select jobid::text, schedule, command, username from cron.job
     where active and database = current_database() order by jobid`,
  );
  return rows;
}

function scheduleJob(job: Job, options: JobRunnerOptions): Cron {
  const seconds = /^(\d+)\s+seconds?$/i.exec(job.schedule)?.[1];
  const pattern = seconds === undefined ? job.schedule.replace("$", "L") : "* * * * * *";
  const interval = seconds === undefined ? {} : { interval: Math.max(1, Number(seconds)) };
  return new Cron(pattern, { utcOffset: 0, protect: true, unref: true, ...interval }, async () => {
    try {
      await runJob(job, options.connectionString);
    } catch (error) {
      options.onError(error);
    }
  });
}

function runJob(job: Job, connectionString: string): Promise<void> {
  return withClient(connectionString, async (client) => {
    const { rows } = await client.query<{ runid: string }>(
      `insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time)
       values ($1, pg_backend_pid(), current_database(), $2, $3, 'running', now()) returning runid::text`,
      [job.jobid, job.username, job.command],
    );
    const outcome = await tryCommand(job, connectionString);
    await client.query(
      "update cron.job_run_details set status = $2, return_message = $3, end_time = now() where runid = $1",
      [rows[0]?.runid, outcome.status, outcome.message],
    );
  });
}

interface Outcome {
  readonly status: "succeeded" | "failed";
  readonly message: string;
}

// In a session of its own, so that what a command sets or leaves open does not reach the record of its run.
async function tryCommand({ command, username }: Job, connectionString: string): Promise<Outcome> {
  if (username !== EMBEDDED_LOGINS.owner) {
    return {
      status: "failed",
      message: `Rowlock runs jobs of ${EMBEDDED_LOGINS.owner} alone, and this one is ${username}'s`,
    };
  }
  try {
    return await withClient(connectionString, async (client) => {
      const results = [await client.query<pg.QueryResultRow>(command)].flat();
      const last = results.at(-1);
      return { status: "succeeded", message: last === undefined ? "" : tagOf(last) };
    });
  } catch (error) {
    return { status: "failed", message: `ERROR: ${(error as Error).message}` };
  }
}

function tagOf({ command, rowCount }: pg.QueryResult): string {
  if (command === "SELECT") return rowCount === 1 ? "1 row" : `${rowCount ?? 0} rows`;
  return command === "INSERT" ? `INSERT 0 ${rowCount}` : [command, rowCount].join(" ").trim();
}

/** Runs that a stop of the server cut off. */
export async function closeCutRuns(connectionString: string): Promise<void> {
  await withClient(connectionString, (client) =>
    client.query(
      `update cron.job_run_details set status = 'failed', return_message = 'server restarted', end_time = now()
       where status = 'running'`,
    ),
  );
}
