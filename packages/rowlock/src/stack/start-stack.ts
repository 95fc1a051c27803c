// The composition: databases, identity, Data API and the ports that they answer on, started in the right order and
// stopped in the reverse one.
import { startBackground } from "../background/start-background.ts";
import { APP_DATABASE } from "../database/role-names.ts";
import { toDatabaseError } from "../database/to-database-error.ts";
import { rowlockError } from "../errors/registry.ts";
import { STORAGE_PATH } from "../gateway/gateway.ts";
import type { Identity } from "../identity/create-identity.ts";
import { hashSeedPasswords, type SeedDigests } from "../identity/declared/seed-digests.ts";
import type { IdentityEvent } from "../identity/identity-log.ts";
import type { AppKeys } from "../project/environment/environment.ts";
import { type RotatesKeys, rotate } from "../project/keys/rotation.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { createProjectState } from "../project/project-state.ts";
import type { RemoteJwksOptions } from "../tokens/key-ring/remote-jwks.ts";
import { describeClosedTables } from "./closed-tables.ts";
import { withControl } from "./control/control-handler.ts";
import { takeDoors } from "./door.ts";
import { openLogFile } from "./log/log-file.ts";
import { createRequestHistory, type RequestHistory } from "./log/request-history.ts";
import { type MigrateOptions, type MigrateResult, migrate } from "./migrate.ts";
import { type Databases, type DatabaseUrls, startDatabases } from "./start-databases.ts";
import type { StudioPolicy } from "./start-studio.ts";
import { hasDatabase } from "./with-databases.ts";

export type StackEvent =
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "notice"; readonly text: string }
  | ({ readonly kind: "migrated" } & MigrateResult)
  | {
      readonly kind: "message";
      readonly channel: "email" | "sms";
      readonly to: string;
      readonly subject: string;
      readonly text: string;
    }
  | { readonly kind: "problem"; readonly error: unknown };

export interface StartStackOptions {
  readonly opened: OpenedProject;
  readonly databaseUrl: string | undefined;
  /** True: a database that is not on this machine is migrated and seeded too. */
  readonly allowRemote: boolean;
  readonly studioPolicy: StudioPolicy;
  readonly onEvent: (event: StackEvent) => void;
  /** Aborted when Rowlock is told to end: a migration that runs then is cancelled. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970, for all that the stack signs and verifies. Default: the machine's clock. */
  readonly clock?: (() => number) | undefined;
  /** Asks third-party issuers for their keys. Default: the global fetch. */
  readonly fetch?: RemoteJwksOptions["fetch"] | undefined;
}

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
  const isOwn = databaseUrl === undefined;
  const onNotice = (text: string) => onEvent({ kind: "notice", text });
  const log = openLogFile(opened.project.stateDirectory);
  cleanups.push(() => log.close());
  const history = createRequestHistory(now);
  const doors = await openDoors(opened, { history, onError: log.error });
  cleanups.push(() => closeDoors(doors));

  onEvent({ kind: "step", text: "Starting PostgreSQL" });
  const digests = digestsAhead(opened);
  const toClose = <T extends { close(): Promise<void> }>(part: T): T => {
    cleanups.push(() => part.close());
    return part;
  };
  const [databases, { startIdentity, startDataApi, startStudio }] = await allOrFirstError(
    startDatabases({ opened, databaseUrl, onNotice }).then(toClose),
    readServices(),
  );
  const { urls, cluster } = databases;

  onEvent({ kind: "step", text: "Applying migrations, starting the identity service" });
  const state = createProjectState(opened, { now, onNotice, fetch: options.fetch });
  const { owner: connectionString, login } = urls;
  const migrating = { ...options, project: opened.project, connectionString, login, onNotice };
  const onError = log.error;
  const [dataApi, identity] = await allOrFirstError(
    migrateAndTell(migrating, onEvent).then(async () => {
      const [started] = await allOrFirstError(
        startDataApi({ state, urls, isOwn, now, onNotice, onError }).then(toClose),
        describeClosedTables(urls.owner, opened.project).then((closed) => {
          if (closed !== undefined) onNotice(closed);
        }),
        isOwn ? startBackgroundOf(opened, { databases, onError }).then(toClose) : undefined,
      );
      return started;
    }),
    startIdentity({
      state,
      connectionString: urls.identity,
      clock: now,
      digests,
      log: (event) => tellIdentity(event, { onEvent, log: log.write }),
    }).then(toClose),
  );
  const { studio, link } = startStudio({
    ...options,
    state,
    identity,
    dataApi,
    history,
    now,
    connectionString,
    migrate: () => migrateAndTell(migrating, onEvent),
    onError,
  });
  toClose(studio);
  doors.studio.open(studio.fetch);
  doors.clerk.open(
    withControl(identity.fetch, {
      secretKey: opened.keys.clerkSecretKey,
      rotate: (rotation) => rotate(state, rotation),
      onError,
    }),
  );
  doors.api.open(dataApi.fetch, dataApi.upgrade);

  let closing = false;
  return {
    dataDirectory: isOwn ? cluster.dataDirectory : null,
    databasePort: cluster.port,
    installedEngine: cluster.installedEngine,
    urls,
    identity,
    appKeys: state.appKeys,
    rotateJwtSecret: state.rotateJwtSecret,
    rotateInstanceKey: state.rotateInstanceKey,
    studioLink: link,
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

/** The code of what answers requests: most of what a stack consists of, read while PostgreSQL starts. */
async function readServices() {
  const [{ startIdentity }, { startDataApi }, { startStudio }] = await Promise.all([
    import("./start-identity.ts"),
    import("./start-data-api.ts"),
    import("./start-studio.ts"),
  ]);
  return { startIdentity, startDataApi, startStudio };
}

async function migrateAndTell(
  options: MigrateOptions,
  onEvent: StartStackOptions["onEvent"],
): Promise<MigrateResult> {
  const applied = await migrate(options);
  onEvent({ kind: "migrated", ...applied });
  return applied;
}

/** People who are there already keep the digests they have. */
function digestsAhead(opened: OpenedProject): SeedDigests | undefined {
  return hasDatabase(opened) ? undefined : hashSeedPasswords(opened.project.rowlock.clerk.users);
}

interface BackgroundOf {
  readonly databases: Databases;
  readonly onError: (error: unknown) => void;
}

function startBackgroundOf({ project }: OpenedProject, { databases, onError }: BackgroundOf) {
  return startBackground({
    connectionString: databases.urls.owner,
    superuserUrl: databases.cluster.superuserUrl(APP_DATABASE),
    allowedHosts: project.rowlock.net.allowed_hosts,
    fetch: globalThis.fetch,
    onError,
  });
}

type Doors = Awaited<ReturnType<typeof openDoors>>;

interface DoorKeepers {
  readonly history: RequestHistory;
  readonly onError: (error: unknown) => void;
}

function openDoors({ ports }: OpenedProject, { history, onError }: DoorKeepers) {
  return takeDoors({
    api: {
      name: "the Data API",
      port: ports.api,
      streams: (path) => path.startsWith(`${STORAGE_PATH}/`),
      onRequest: (entry) => history.add("api", entry),
      onError,
    },
    clerk: {
      name: "the identity service",
      port: ports.clerk,
      onRequest: (entry) => history.add("clerk", entry),
      onError,
    },
    studio: { name: "Studio", port: ports.studio, onRequest: () => {}, onError },
  });
}

async function closeDoors(doors: Doors): Promise<void> {
  await Promise.all(Object.values(doors).map((door) => door.close()));
}

/** All at once. Settles when all have settled, so that what came up although another failed can be closed. */
async function allOrFirstError<T extends readonly unknown[]>(
  ...work: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  for (const one of await Promise.allSettled(work)) {
    if (one.status === "rejected") throw one.reason;
  }
  return Promise.all(work);
}

function databaseEnded() {
  return rowlockError("DATABASE_ENDED", {
    message: "PostgreSQL ended while it was needed",
    hint: "Read .rowlock/logs/postgres.log, then start again; acknowledged rows are kept",
  });
}

interface Tellers {
  readonly onEvent: StartStackOptions["onEvent"];
  readonly log: (kind: string, entry: object) => void;
}

/** What the identity service tells: what a developer waits for to the terminal, the rest to the log. */
function tellIdentity(event: IdentityEvent, { onEvent, log }: Tellers): void {
  switch (event.kind) {
    case "message":
      onEvent(event);
      break;
    case "error":
      // Nothing unforeseen, where the database has just been lost.
      onEvent({ kind: "problem", error: toDatabaseError(event.error) });
      break;
    case "page_on_other_site":
      onEvent({ kind: "notice", text: event.text });
      break;
    case "other_bundle":
      onEvent({
        kind: "notice",
        text: `The app asks for ${event.asked}; ${event.given} is given, the nearest that Rowlock keeps`,
      });
      break;
    default:
      log(event.kind, event);
  }
}
