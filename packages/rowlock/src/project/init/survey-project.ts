// Looks at a folder before anything is added to it: its files, its framework, what git ignores, what its .env files set.
// Changes nothing. Files that Rowlock would read later are read now, so that what is wrong in them is said first.
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadProject, type Project } from "../../config/project.ts";
import { readLocalMigrations } from "../../database/migrations/local-migrations.ts";
import { isPortInUse } from "../../processes/port-in-use.ts";
import { appEnvironment } from "../environment/app-environment.ts";
import { readAppFiles } from "../environment/app-files.ts";
import type { AppFacts } from "../environment/describe-app.ts";
import { parseEnvironment } from "../environment/dotenv.ts";
import {
  type Environment,
  onDemandEnvironment,
  withoutSecrets,
} from "../environment/environment.ts";
import { type Framework, frameworkEnvironment } from "../environment/frameworks.ts";
import { type GitTracking, gitTracking } from "../environment/git-tracking.ts";
import { readApp } from "../environment/read-app.ts";
import { hasProjectKeys } from "../keys/project-keys.ts";
import { openProject } from "../open-project.ts";
import { firstCommits } from "./first-commits.ts";
import { findFreeBase } from "./free-ports.ts";
import { gitIgnores } from "./git-ignores.ts";
import { judgeOldGrants, type OldGrants } from "./old-grants.ts";
import { type AppPackage, readPackage } from "./read-package.ts";
import { readSources, type SourceFacts } from "./read-sources.ts";

export const ENVIRONMENT_FILE = ".env.local";

/** Files that override .env.local: theirs is a mode's own. */
function strongerFiles(framework: Framework | undefined): readonly string[] {
  if (framework === undefined) return [];
  return framework === "next"
    ? [".env.development.local"]
    : [".env.development.local", ".env.development"];
}

export interface Survey {
  readonly project: Project;
  readonly framework: Framework | undefined;
  readonly package: AppPackage | undefined;
  readonly sources: SourceFacts;
  readonly app: AppFacts;
  /** Paths of the files and folders that init knows of, relative to the project. */
  readonly present: ReadonlySet<string>;
  readonly gitignore: string;
  /** True for what is ignored already. */
  readonly ignored: { readonly state: boolean; readonly environment: boolean };
  readonly environment: EnvironmentSurvey;
  /** A Supabase project in a folder above, in the same repository. */
  readonly projectAbove: string | undefined;
  /** Where ports for new files begin, if others listen at the usual ones. */
  readonly freeBase: number | undefined;
  /** Whether the migrations ask for the grants of before 2026-05-30; "no" where config.toml says something of them. */
  readonly oldGrants: OldGrants;
  /** The content of supabase/config.toml. */
  readonly config: string;
}

export interface EnvironmentSurvey {
  /** The content of .env.local. */
  readonly before: string;
  readonly tracking: GitTracking;
  /** The block as it would be; without keys, its names with empty values. */
  readonly wanted: Environment;
  /** Every variable that there is. */
  readonly full: Environment;
  /** False when this project has no keys yet. */
  readonly hasKeys: boolean;
  /** What other files set that override .env.local. */
  readonly stronger: Readonly<Record<string, Environment>>;
}

export interface SurveyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Instead of what the folder tells. */
  readonly framework?: Framework | undefined;
}

const KNOWN = [
  "supabase/config.toml",
  "supabase/migrations",
  "supabase/seed.sql",
  "supabase/.gitignore",
  "rowlock.toml",
  ".gitignore",
];

/** @throws PROJECT_NOT_FOUND, CONFIG_INVALID, INIT_UNREADABLE, STATE_DAMAGED */
export async function surveyProject(directory: string, options: SurveyOptions): Promise<Survey> {
  const project = await loadProject(directory, options);
  const root = project.directory;
  const names = await readdir(root);
  const below = await readdir(project.supabaseDirectory).catch((): string[] => []);
  const all = new Set([...names, ...below.map((name) => `supabase/${name}`)]);
  const appPackage = await readPackage(root, { fileNames: names, env: options.env });
  const framework = options.framework ?? appPackage?.framework;
  const gitignore = await readOptional(join(root, ".gitignore"));
  const environment = await surveyEnvironment(project, { ...options, framework });
  const files = await readAppFiles(root);
  const { migrations } = await readLocalMigrations(project.supabaseDirectory);
  return {
    project,
    framework,
    package: appPackage,
    sources: readSources(files),
    app: await readApp({
      directory: root,
      files,
      // Which names have a value counts here, so the keys need not be made yet.
      values: {
        ...onDemandEnvironment(project.ports, { instancePublicPem: "" }),
        ...environment.full,
      },
      node: process.versions.node,
    }),
    present: new Set(KNOWN.filter((path) => all.has(path))),
    gitignore,
    ignored: {
      state: await gitIgnores(root, { path: ".rowlock/", gitignore }),
      environment: await gitIgnores(root, { path: ENVIRONMENT_FILE, gitignore }),
    },
    environment,
    freeBase: await otherBase(project.ports.api),
    projectAbove: all.has("supabase/config.toml") ? undefined : await findProjectAbove(root),
    oldGrants:
      project.supabase.api.auto_expose_new_tables === undefined
        ? judgeOldGrants(migrations, await firstCommits(root, "supabase/migrations"))
        : "no",
    config: await readOptional(join(project.supabaseDirectory, "config.toml")),
  };
}

async function surveyEnvironment(
  project: Project,
  options: SurveyOptions,
): Promise<EnvironmentSurvey> {
  const { framework, env } = options;
  const path = join(project.directory, ENVIRONMENT_FILE);
  const hasKeys = await hasProjectKeys(project.stateDirectory);
  const full = hasKeys
    ? await (await openProject({ directory: project.directory, env, mayBeNew: true })).environment()
    : await environmentWithoutKeys(project);
  const stronger = strongerFiles(framework).map(
    async (name) =>
      [name, parseEnvironment(await readOptional(join(project.directory, name)))] as const,
  );
  return {
    before: await readOptional(path),
    tracking: await gitTracking(path),
    wanted: environmentFor(framework, full),
    full,
    hasKeys,
    stronger: Object.fromEntries(await Promise.all(stronger)),
  };
}

/** What goes into the file: what the framework reads, else everything but the secrets of the database. */
export function environmentFor(framework: Framework | undefined, full: Environment): Environment {
  return framework === undefined ? withoutSecrets(full) : frameworkEnvironment(framework, full);
}

function environmentWithoutKeys({ directory, ports }: Project): Promise<Environment> {
  const keys = {
    anonKey: "",
    serviceRoleKey: "",
    publishableKey: "",
    secretKey: "",
    jwtSecret: "",
    clerkPublishableKey: "",
    clerkSecretKey: "",
  };
  return appEnvironment(directory, { ports, keys, databaseUrl: "" });
}

async function otherBase(usual: number): Promise<number | undefined> {
  const base = await findFreeBase(usual, isPortInUse);
  return base === usual ? undefined : base;
}

/** Up to the repository's root; a repository of its own ends the search. */
async function findProjectAbove(directory: string): Promise<string | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const names = await readdir(folder).catch((): string[] => []);
    if (folder !== directory && names.includes("supabase")) {
      const supabase = await readdir(join(folder, "supabase")).catch((): string[] => []);
      if (supabase.includes("config.toml")) return folder;
    }
    if (names.includes(".git") || folder === dirname(folder)) return undefined;
  }
}

async function readOptional(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw cause;
  });
}
