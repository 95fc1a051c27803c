// What answers requests: the identity service, the Data API with storage and realtime, Studio, and the ports that they
// answer on. It is most of what a stack consists of, and is read while PostgreSQL starts.
import { startBackground } from "../background/start-background.ts";
import { APP_DATABASE } from "../database/role-names.ts";
import { toDatabaseError } from "../database/to-database-error.ts";
import { STORAGE_PATH } from "../gateway/gateway.ts";
import type { Identity } from "../identity/create-identity.ts";
import { hashSeedPasswords, type SeedDigests } from "../identity/declared/seed-digests.ts";
import type { IdentityEvent } from "../identity/identity-log.ts";
import { rotate } from "../project/keys/rotation.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { createProjectState, type ProjectState } from "../project/project-state.ts";
import { allOrFirstError } from "./all-or-first-error.ts";
import { describeClosedTables } from "./closed-tables.ts";
import { withControl } from "./control/control-handler.ts";
import { takeDoors } from "./door.ts";
import type { LogFile } from "./log/log-file.ts";
import type { RequestHistory } from "./log/request-history.ts";
import { type MigrateOptions, type MigrateResult, migrate } from "./migrate.ts";
import type { StartStackOptions } from "./stack-options.ts";
import { type RunningDataApi, startDataApi } from "./start-data-api.ts";
import type { Databases } from "./start-databases.ts";
import { startIdentity } from "./start-identity.ts";
import { startStudio } from "./start-studio.ts";
import { hasDatabase } from "./with-databases.ts";

export interface OpenServicesOptions extends StartStackOptions {
  readonly log: LogFile;
  readonly history: RequestHistory;
  /** Takes what is to be closed with the stack. */
  readonly toClose: <T extends { close(): Promise<void> }>(part: T) => T;
}

/** Services that can't be used yet: their ports are taken. */
export interface OpenedServices {
  /** @throws what migrations, declared users and the services throw */
  start(databases: Databases): Promise<Services>;
}

export interface Services {
  readonly state: ProjectState;
  readonly identity: Identity;
  readonly dataApi: RunningDataApi;
  /** Opens Studio: it carries the run's secret. */
  readonly studioLink: string;
}

/** Takes the ports. @throws PORT_TAKEN, PORT_UNUSABLE */
export async function openServices(options: OpenServicesOptions): Promise<OpenedServices> {
  const doors = await openDoors(options);
  const digests = digestsAhead(options.opened);
  return {
    async start(databases) {
      const services = await startServices(databases, { ...options, digests });
      const { state, identity, dataApi, studio } = services;
      doors.studio.open(studio.studio.fetch);
      doors.clerk.open(
        withControl(identity.fetch, {
          secretKey: options.opened.keys.clerkSecretKey,
          rotate: (rotation) => rotate(state, rotation),
          onError: options.log.error,
        }),
      );
      doors.api.open(dataApi.fetch, dataApi.upgrade);
      return { state, identity, dataApi, studioLink: studio.link };
    },
  };
}

/** Where Studio takes files in. */
const UPLOAD_PATH = "/api/storage/upload";

async function openDoors({ opened, history, log, toClose }: OpenServicesOptions) {
  const { ports } = opened;
  const onError = log.error;
  const doors = await takeDoors({
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
    studio: {
      name: "Studio",
      port: ports.studio,
      streams: (path) => path.startsWith(UPLOAD_PATH),
      onRequest: () => {},
      onError,
    },
  });
  for (const door of Object.values(doors)) toClose(door);
  return doors;
}

/** People who are there already keep the digests they have. */
function digestsAhead(opened: OpenedProject): SeedDigests | undefined {
  return hasDatabase(opened) ? undefined : hashSeedPasswords(opened.project.rowlock.clerk.users);
}

interface StartServicesOptions extends OpenServicesOptions {
  readonly digests: SeedDigests | undefined;
}

async function startServices(databases: Databases, options: StartServicesOptions) {
  const { opened, databaseUrl, onEvent, clock: now = Date.now, log, history, toClose } = options;
  const isOwn = databaseUrl === undefined;
  const onNotice = (text: string) => onEvent({ kind: "notice", text });
  const onError = log.error;
  const { urls } = databases;
  const { owner: connectionString, login } = urls;
  const state = createProjectState(opened, { now, onNotice, fetch: options.fetch });
  const migrating = { ...options, project: opened.project, connectionString, login, onNotice };
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
      digests: options.digests,
      log: (event) => tellIdentity(event, { onEvent, log: log.write }),
    }).then(toClose),
  );
  const studio = startStudio({
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
  toClose(studio.studio);
  return { state, identity, dataApi, studio };
}

async function migrateAndTell(
  options: MigrateOptions,
  onEvent: StartStackOptions["onEvent"],
): Promise<MigrateResult> {
  const applied = await migrate(options);
  onEvent({ kind: "migrated", ...applied });
  return applied;
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
