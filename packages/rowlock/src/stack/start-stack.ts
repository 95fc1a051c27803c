// The composition: databases, identity, Data API and the ports that they answer on, started in the right order and
// stopped in the reverse one.
import { rowlockError } from "../errors/registry.ts";
import type { Identity } from "../identity/create-identity.ts";
import type { AppKeys } from "../project/environment/environment.ts";
import type { RotatesKeys } from "../project/keys/rotation.ts";
import { allOrFirstError } from "./all-or-first-error.ts";
import { openLogFile } from "./log/log-file.ts";
import { createRequestHistory } from "./log/request-history.ts";
import type { StartStackOptions } from "./stack-options.ts";
import { type DatabaseUrls, startDatabases } from "./start-databases.ts";

export interface Stack extends RotatesKeys {
  /** Null when the app's database is elsewhere. */
  readonly dataDirectory: string | null;
  readonly databasePort: number;
  /** The folder of the installed PostgreSQL that runs; null: Rowlock's own engine. */
  readonly installedEngine: string | null;
  /** They hold passwords. */
  readonly urls: DatabaseUrls;
  /** Settles with an exit code when PostgreSQL ended unasked. */
  readonly failed: Promise<number>;
  readonly identity: Identity;
  /** The keys in force; the same object until a rotation. */
  appKeys(): AppKeys;
  /** Opens Studio: it carries the run's secret. */
  readonly studioLink: string;
  /** Empties the request log that Studio shows. */
  forgetRequests(): void;
  /** The tables and views of the first exposed schema, by name. */
  exposedTables(): readonly string[];
  close(): Promise<void>;
}

/** Work to undo, in the reverse order of its doing. */
type Cleanup = () => Promise<void> | void;

/** Starts everything. @throws PORT_TAKEN and what its parts throw; then nothing is left running */
export async function startStack(options: StartStackOptions): Promise<Stack> {
  const cleanups: Cleanup[] = [];
  try {
    return await compose(options, cleanups);
  } catch (error) {
    await runCleanups(cleanups);
    throw error;
  }
}

async function runCleanups(cleanups: Cleanup[]): Promise<void> {
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) {
    await cleanup();
  }
}

async function compose(options: StartStackOptions, cleanups: Cleanup[]): Promise<Stack> {
  const { opened, databaseUrl, onEvent, clock: now = Date.now } = options;
  const onNotice = (text: string) => onEvent({ kind: "notice", text });
  const log = openLogFile(opened.project.stateDirectory);
  cleanups.push(() => log.close());
  const history = createRequestHistory(now);
  const toClose = <T extends { close(): Promise<void> }>(part: T): T => {
    cleanups.push(() => part.close());
    return part;
  };

  onEvent({ kind: "step", text: "Starting PostgreSQL" });
  const [databases, opening] = await allOrFirstError(
    startDatabases({ opened, databaseUrl, onNotice }).then(toClose),
    // What PostgreSQL's start does not wait for is read meanwhile.
    import("./services.ts").then(({ openServices }) =>
      openServices({ ...options, log, history, toClose }),
    ),
  );
  onEvent({ kind: "step", text: "Applying migrations, starting the identity service" });
  const { state, identity, dataApi, studioLink } = await opening.start(databases);
  const { urls, cluster } = databases;

  let closing = false;
  return {
    dataDirectory: databaseUrl === undefined ? cluster.dataDirectory : null,
    databasePort: cluster.port,
    installedEngine: cluster.installedEngine,
    urls,
    identity,
    appKeys: state.appKeys,
    rotateJwtSecret: state.rotateJwtSecret,
    rotateInstanceKey: state.rotateInstanceKey,
    studioLink,
    forgetRequests: history.clear,
    exposedTables: dataApi.exposedTables,
    failed: new Promise((resolve) => {
      void cluster.ended.then(() => {
        if (closing) return;
        onEvent({ kind: "problem", error: databaseEnded() });
        resolve(2);
      });
    }),
    async close() {
      closing = true;
      await runCleanups(cleanups);
    },
  };
}

function databaseEnded() {
  return rowlockError("DATABASE_ENDED", {
    message: "PostgreSQL ended while it was needed",
    hint: "Read .rowlock/logs/postgres.log, then start again; acknowledged rows are kept",
  });
}
