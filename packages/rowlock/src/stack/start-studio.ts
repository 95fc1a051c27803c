// Studio of a stack: what it needs of the other rooms, passed in as its ports.
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { Project } from "../config/project.ts";
import { withClient } from "../database/pool/with-client.ts";
import type { Identity } from "../identity/create-identity.ts";
import { renderEnvironment } from "../project/environment/dotenv.ts";
import { frameworkEnvironment } from "../project/environment/frameworks.ts";
import type { OpenedProject } from "../project/open-project.ts";
import type { ProjectState } from "../project/project-state.ts";
import type { SqlClient } from "../sql/sql-client.ts";
import type { ClerkPort, ProjectPort, StudioOptions } from "../studio/ports.ts";
import { createStudio, type Studio } from "../studio/studio.ts";
import type { RequestHistory } from "./log/request-history.ts";
import type { MigrateResult } from "./migrate.ts";
import type { RunningDataApi } from "./start-data-api.ts";

/** What Studio offers of the policy commands, which are above this room: each the function that the command line calls. */
export interface StudioPolicy {
  audit(client: SqlClient, opened: OpenedProject): ReturnType<ProjectPort["audit"]>;
  drift(connectionString: string, opened: OpenedProject): ReturnType<ProjectPort["drift"]>;
  declareIntent(
    project: Project,
    ...declared: Parameters<ProjectPort["declareIntent"]>
  ): Promise<unknown>;
}

export interface StartStudioOptions {
  readonly state: ProjectState;
  readonly identity: Identity;
  readonly dataApi: RunningDataApi;
  /** The owner's connection string. */
  readonly connectionString: string;
  /** Brings the app's database up to the project's files, and tells of it. */
  readonly migrate: () => Promise<MigrateResult>;
  readonly studioPolicy: StudioPolicy;
  readonly history: RequestHistory;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface RunningStudio {
  readonly studio: Studio;
  /** With the run's secret in its fragment. */
  readonly link: string;
}

export function startStudio(options: StartStudioOptions): RunningStudio {
  const { state, dataApi } = options;
  const { addresses, project, ports } = state.opened;
  const secret = randomBytes(32).toString("base64url");
  const studio = createStudio({
    secret,
    pagesDirectory: pagesDirectory(),
    origins: [addresses.studio, `http://localhost:${ports.studio}`],
    connectionString: options.connectionString,
    project: projectPort(options),
    supabaseDirectory: project.supabaseDirectory,
    changes: changeStore(state),
    requestLog: options.history,
    clerk: clerkPort(options),
    dataApi: dataApi.fetch,
    now: options.now,
    randomId: randomUUID,
    report: options.onError,
  });
  return { studio, link: `${addresses.studio}/#token=${secret}` };
}

/** Beside the built program, or where a build puts the pages in the clone. */
function pagesDirectory(): string {
  const [built, cloned] = ["../studio", "../../dist/studio"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  ) as [string, string];
  return existsSync(`${built}/index.html`) ? built : cloned;
}

const AUDIT_TIMEOUT_MS = 30_000;

function projectPort(options: StartStudioOptions): ProjectPort {
  const { state, dataApi, connectionString, studioPolicy } = options;
  const { addresses, databaseUrl, project } = state.opened;
  const { clerk } = project.rowlock;
  return {
    describe: () => ({
      name: basename(project.directory),
      directory: project.directory,
      addresses: {
        api: addresses.api,
        clerk: addresses.clerk,
        issuer: addresses.clerkIssuer,
        studio: addresses.studio,
      },
      schemas: dataApi.settings().dbSchemas,
      roles: state.allowedRoles,
      declared: {
        jwtTemplates: clerk.jwt_templates.map(({ name }) => name),
        users: clerk.users.map(({ email_address }) => email_address),
      },
    }),
    key: (name) => (name === "databaseUrl" ? databaseUrl : state.appKeys()[name]),
    environmentBlock: async () =>
      renderEnvironment(frameworkEnvironment("next", await state.environment())),
    audit: () =>
      withClient(connectionString, async (client) => {
        await client.query(`set statement_timeout = ${AUDIT_TIMEOUT_MS}`);
        return studioPolicy.audit(client, state.opened);
      }),
    drift: () => studioPolicy.drift(connectionString, state.opened),
    declareIntent: async (...declared) =>
      void (await studioPolicy.declareIntent(project, ...declared)),
    migrate: async () => (await options.migrate()).migrations,
    rotateJwtSecret: state.rotateJwtSecret,
  };
}

const CHANGES_FILE = "studio-changes.json";

const changesSchema = z.array(
  z.object({ id: z.string(), at: z.number(), title: z.string(), statements: z.array(z.string()) }),
);

function changeStore({ opened }: ProjectState): StudioOptions["changes"] {
  return {
    load: async () => (await opened.state.read(CHANGES_FILE, changesSchema)) ?? [],
    save: (changes) => opened.state.write(CHANGES_FILE, changes),
  };
}

function clerkPort({ state, identity }: StartStudioOptions): ClerkPort {
  const { addresses } = state.opened;
  return {
    request(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${state.appKeys().clerkSecretKey}`);
      return identity.fetch(
        new Request(new URL(path, addresses.clerkIssuer), { ...init, headers }),
      );
    },
    mintToken: identity.mintSessionToken,
  };
}
