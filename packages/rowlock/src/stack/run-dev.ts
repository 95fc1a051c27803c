// `rowlock dev`: the stack from its claim on the folder to its last process, told as events.
// Guarantee: whatever ends it (Ctrl-C, the command's end, an error at start) leaves nothing running and no stale state.
import type { Project } from "../config/project.ts";
import { sharedClustersExceed } from "../database/cluster/shared-clusters.ts";
import { readLocalMigrations } from "../database/migrations/local-migrations.ts";
import { hasCode } from "../errors/registry.ts";
import { commandEnvironment } from "../project/environment/command-environment.ts";
import { type Addresses, onDemandEnvironment } from "../project/environment/environment.ts";
import { instanceKeys } from "../project/keys/project-keys.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { type Claim, claimStack, describeProcess } from "../project/state/running-stack.ts";
import { tellOfKeys } from "../project/state/told-keys.ts";
import type { ChildCommand } from "./child-command.ts";
import { startChildCommand } from "./child-command.ts";
import type { MigrateResult } from "./migrate.ts";
import { schemaSources } from "./schema-sources.ts";
import { checkActors, type Person } from "./self-check/check-actors.ts";
import { selfCheck, type TableCheck } from "./self-check/self-check.ts";
import { type Stack, startStack } from "./start-stack.ts";
import type { StudioPolicy } from "./start-studio.ts";
import { removeThrowAways } from "./throw-away-clusters.ts";

export interface ReadySummary {
  readonly addresses: Addresses;
  /** Whether storage answers. */
  readonly storage: boolean;
  /** Whether realtime answers. */
  readonly realtime: boolean;
  readonly databasePort: number;
  /** The app's database elsewhere, without its password; null when it is the project's own. */
  readonly database: string | null;
  /** The folder of the installed PostgreSQL that runs; null: Rowlock's own engine. */
  readonly installedEngine: string | null;
  /** Carries the run's secret. */
  readonly studioLink: string;
  readonly seeded: readonly string[];
  readonly checks: readonly TableCheck[];
  /** From the start of the process's work to ready. */
  readonly seconds: number;
}

export type DevEvent =
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "notice"; readonly text: string }
  /** What the app that is about to start is taken for. */
  | { readonly kind: "app"; readonly name: string }
  | ({ readonly kind: "migrated" } & MigrateResult)
  | { readonly kind: "ready"; readonly summary: ReadySummary }
  | {
      readonly kind: "message";
      readonly channel: "email" | "sms";
      readonly to: string;
      readonly subject: string;
      readonly text: string;
    }
  | { readonly kind: "problem"; readonly error: unknown }
  | { readonly kind: "stopping" };

export interface RunDevOptions {
  readonly opened: OpenedProject;
  readonly command: readonly [program: string, ...args: string[]] | undefined;
  readonly databaseUrl: string | undefined;
  readonly allowRemote: boolean;
  readonly studioPolicy: StudioPolicy;
  readonly onEvent: (event: DevEvent) => void;
  /** Aborted when the process is told to end. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 when the process began its work. */
  readonly startedAt: number;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly clock?: (() => number) | undefined;
}

/** Runs until told to end; gives the command's exit code, 0 without one. */
export async function runDev(options: RunDevOptions): Promise<number> {
  const { opened, onEvent, signal } = options;
  const claim = await claimStack(opened.state, { ports: opened.ports });
  try {
    const keys = await tellOfKeys(opened.state, await keysInVain(opened.project));
    if (keys !== undefined) onEvent({ kind: "notice", text: keys });
    await removeThrowAways({ opened, onNotice: (text) => onEvent({ kind: "notice", text }) });
    const starting = startStack(options);
    const reading = import("./watch-migrations.ts");
    const stack = await starting;
    try {
      const summary = summarize(stack, options);
      // Whoever waits for it is told; nobody does when an end was asked for meanwhile.
      summary.catch(() => {});
      const { watchMigrations } = await reading;
      const watching = await watchMigrations({
        project: opened.project,
        connectionString: stack.urls.owner,
        login: stack.urls.login,
        allowRemote: options.allowRemote,
        onNotice: (text) => onEvent({ kind: "notice", text }),
        onApplied: (result) => onEvent({ kind: "migrated", ...result }),
        onError: (error) => onEvent({ kind: "problem", error }),
      });
      try {
        if (signal.aborted) return 0;
        await claim.update({
          ready: true,
          cluster: stack.dataDirectory,
          engine: stack.installedEngine,
          database: await nameOf(options.databaseUrl),
        });
        onEvent({ kind: "ready", summary: await summary });
        void tellOfSpace(onEvent);
        return signal.aborted ? 0 : await serveUntilEnd(stack, { ...options, claim });
      } finally {
        await watching.close();
      }
    } finally {
      onEvent({ kind: "stopping" });
      await stack.close();
    }
  } catch (error) {
    // Told to end while it migrated: nothing failed.
    if (!hasCode(error, "MIGRATION_CANCELLED")) throw error;
    onEvent({ kind: "notice", text: `${error.message}. ${error.hint}` });
    return 0;
  } finally {
    await claim.release();
  }
}

/** A declarative schema is written into migrations by the Supabase CLI; where there are some, they count alone. */
async function keysInVain(project: Project): Promise<readonly string[]> {
  const { schemaPaths, enabled, supabaseDirectory } = schemaSources(project);
  if (schemaPaths.length === 0 || !enabled) return project.withoutEffect;
  const { migrations } = await readLocalMigrations(supabaseDirectory);
  if (migrations.length === 0) return project.withoutEffect;
  return [...project.withoutEffect, "db.migrations.schema_paths beside migrations"];
}

const MUCH_BYTES = 2_000_000_000;

/** Root's clusters lie where nobody looks, and outlive their projects. */
async function tellOfSpace(onEvent: RunDevOptions["onEvent"]): Promise<void> {
  if (!(await sharedClustersExceed(MUCH_BYTES))) return;
  const text =
    "The databases in /var/lib/rowlock are larger than 2 GB together: rowlock clusters says whose they are";
  onEvent({ kind: "notice", text });
}

interface Serving extends RunDevOptions {
  readonly claim: Claim;
}

async function serveUntilEnd(stack: Stack, options: Serving): Promise<number> {
  const { opened, command, signal, claim, onEvent } = options;
  let child: ChildCommand | undefined;
  try {
    if (command !== undefined) {
      const { directory } = opened.project;
      const { current } = instanceKeys(opened.storedKeys);
      const { environment, name, notices } = await commandEnvironment({
        directory,
        full: await opened.environment(),
        onDemand: onDemandEnvironment(opened.ports, { instancePublicPem: current.publicPem }),
        node: process.versions.node,
        nodeOptions: process.env.NODE_OPTIONS,
      });
      if (name !== undefined) onEvent({ kind: "app", name });
      for (const text of notices) onEvent({ kind: "notice", text });
      child = await startChildCommand({ command, directory, environment });
      await claim.update({ command: describeProcess(child.pid) });
    }
    return await firstOf([aborted(signal), stack.failed, ...(child ? [child.exited] : [])]);
  } finally {
    await child?.stop();
  }
}

function firstOf(ends: readonly Promise<number>[]): Promise<number> {
  return Promise.race(ends);
}

function aborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(0);
    signal.addEventListener("abort", () => resolve(0), { once: true });
  });
}

async function summarize(stack: Stack, options: RunDevOptions): Promise<ReadySummary> {
  const { opened } = options;
  const actors = await checkActors({
    people: await firstPeople(stack, opened),
    keys: opened.keys,
    mint: stack.identity.mintSessionToken,
  });
  const checks = await selfCheck({
    restUrl: `${opened.addresses.api}/rest/v1`,
    anonKey: opened.keys.anonKey,
    tables: stack.exposedTables(),
    actors,
    fetch,
  });
  stack.forgetRequests();
  return {
    addresses: opened.addresses,
    storage: opened.project.supabase.storage.enabled,
    realtime: opened.project.supabase.realtime.enabled,
    databasePort: stack.databasePort,
    database: await nameOf(options.databaseUrl),
    installedEngine: stack.installedEngine,
    studioLink: stack.studioLink,
    seeded: opened.project.rowlock.clerk.users.map(({ email_address }) => email_address),
    checks,
    seconds: (Date.now() - options.startedAt) / 1000,
  };
}

async function nameOf(databaseUrl: string | undefined): Promise<string | null> {
  if (databaseUrl === undefined) return null;
  const { withoutPassword } = await import("../database/describe-connection-url.ts");
  return withoutPassword(databaseUrl);
}

/** The people there are, those of rowlock.toml first. */
async function firstPeople(stack: Stack, { project }: OpenedProject): Promise<readonly Person[]> {
  const declared = project.rowlock.clerk.users.map((user) => user.email_address);
  const users = await stack.identity.listUsers({ limit: 100 });
  const rank = (name: string) => (declared.includes(name) ? declared.indexOf(name) : Infinity);
  return users
    .map(({ id, identifier }) => ({ id, label: identifier }))
    .sort((left, right) => rank(left.label) - rank(right.label) || 0);
}
