// A project opened for a command: its configuration, state, keys, addresses, and what runs in it now.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadProject, type Ports, type Project } from "../config/project.ts";
import { locateCluster } from "../database/cluster/place-cluster.ts";
import { connectionUrl } from "../database/connection-url.ts";
import { rowlockError } from "../errors/registry.ts";
import { appEnvironment } from "./environment/app-environment.ts";
import {
  type Addresses,
  type AppKeys,
  addressesOf,
  type Environment,
} from "./environment/environment.ts";
import { appKeys, loadProjectKeys, type StoredKeys } from "./keys/project-keys.ts";
import { type SignedWebhook, withSigningSecrets } from "./keys/webhook-secrets.ts";
import { findRunningStack, type RunningStack } from "./state/running-stack.ts";
import { openStateDirectory, type StateDirectory } from "./state/state-directory.ts";

export interface OpenProjectOptions {
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly portBase?: number | undefined;
  /** The app's database elsewhere, as its owner's URL. */
  readonly databaseUrl?: string | undefined;
  /** The folder may hold nothing of Rowlock's or Supabase's yet: the command begins a project there. */
  readonly mayBeNew?: boolean;
}

export type DatabasePasswords = StoredKeys["databasePasswords"];

export interface OpenedProject {
  readonly project: Project;
  readonly state: StateDirectory;
  readonly storedKeys: StoredKeys;
  /** Of the project's own server: the stored ones, but for the owner's where rowlock.toml names it. */
  readonly databasePasswords: DatabasePasswords;
  readonly keys: AppKeys;
  /** Where the running stack listens, or where one would. */
  readonly ports: Ports;
  readonly addresses: Addresses;
  /** The webhooks that rowlock.toml declares. */
  readonly webhooks: readonly SignedWebhook[];
  /** The owner's login to the app's database. */
  readonly databaseUrl: string;
  /** What the app in the folder gets: the folder is read for it. Default: the keys that were stored. */
  environment(keys?: AppKeys): Promise<Environment>;
  readonly running: RunningStack | undefined;
}

/**
 * Reads all that is known of a project without starting anything. Makes the keys when there are none.
 * @throws PROJECT_NOT_FOUND, and then leaves nothing in the folder
 */
export async function openProject(options: OpenProjectOptions): Promise<OpenedProject> {
  const { directory, env, portBase } = options;
  const project = await loadProject(directory, { env, portBase });
  if (options.mayBeNew !== true) requireProject(project);
  const state = await openStateDirectory(project.stateDirectory);
  const place = { projectDirectory: project.directory, stateDirectory: state.path };
  const storedKeys = await loadProjectKeys(state, {
    dataDirectory: () => locateCluster(place).dataDirectory,
  });
  const { password: owner = storedKeys.databasePasswords.owner } = project.rowlock.db;
  const databasePasswords = { ...storedKeys.databasePasswords, owner };
  const running = await findRunningStack(state);
  const ports = running?.ports ?? project.ports;
  const keys = await appKeys(storedKeys, ports);
  const webhooks = await withSigningSecrets(state, project.rowlock.clerk.webhooks);
  const databaseUrl =
    options.databaseUrl ?? running?.database ?? ownerUrl(ports, databasePasswords);
  return {
    project,
    state,
    storedKeys,
    databasePasswords,
    keys,
    ports,
    addresses: addressesOf(ports),
    webhooks,
    databaseUrl,
    environment: (inForce = keys) =>
      appEnvironment(project.directory, {
        ports,
        keys: inForce,
        databaseUrl,
        webhookSigningSecret: onlySecretOf(webhooks),
      }),
    running,
  };
}

/** The app's handler reads one secret from its environment: which of several would be a guess. */
function onlySecretOf(webhooks: readonly SignedWebhook[]): string | undefined {
  const [webhook, ...others] = webhooks;
  return others.length === 0 ? webhook?.signing_secret : undefined;
}

/** What makes a folder a project: Supabase's folder, Rowlock's file, or the state of an earlier start. */
function requireProject({ directory, supabaseDirectory, stateDirectory }: Project): void {
  const signs = [supabaseDirectory, join(directory, "rowlock.toml"), stateDirectory];
  if (signs.some((path) => existsSync(path))) return;
  throw rowlockError("PROJECT_NOT_FOUND", {
    message: `There is no project in ${directory}: neither a supabase folder nor a rowlock.toml`,
    hint: "Name the project's folder with --dir, or begin one with rowlock init",
  });
}

function ownerUrl(ports: Ports, { owner }: DatabasePasswords): string {
  return connectionUrl({
    port: ports.database,
    user: "postgres",
    password: owner,
    database: "postgres",
  });
}
