// What `rowlock init` would do with a folder, as data: the steps, what is kept, what the reader should know. Pure.
// Guarantee: no step replaces or removes anything that is there; lines are added at a file's end, the block is our own.
import { basename } from "node:path";
import { portsFrom } from "../../config/project.ts";
import { describeApp } from "../environment/describe-app.ts";
import { FRAMEWORKS } from "../environment/frameworks.ts";
import { movedPorts } from "./free-ports.ts";
import { type HandWork, planHandWork } from "./hand-work.ts";
import type { InitStep } from "./init-step.ts";
import { rowlockToml, SEED_SQL, SUPABASE_GITIGNORE, supabaseConfigToml } from "./new-files.ts";
import { exposeInConfig } from "./old-grants.ts";
import { planEnvironment } from "./plan-environment.ts";
import { planScripts } from "./plan-scripts.ts";
import type { LiveSchema } from "./read-live-schema.ts";
import { ENVIRONMENT_FILE, type Survey } from "./survey-project.ts";

export interface InitPlan {
  readonly steps: readonly InitStep[];
  /** Files that are there and stay as they are. */
  readonly kept: readonly string[];
  readonly warnings: readonly string[];
  /** What is left to do by hand. */
  readonly handWork: readonly HandWork[];
}

export interface PlanInitOptions {
  /** The ports of new files: API n, PostgreSQL n+1, Studio n+2, Clerk n+10. */
  readonly portBase?: number | undefined;
  /** The schema of a database elsewhere, for the first migration. */
  readonly live?: Pick<LiveSchema, "step" | "warnings"> | undefined;
}

export function planInit(survey: Survey, options: PlanInitOptions = {}): InitPlan {
  const { live } = options;
  const isNew = !survey.present.has("supabase/config.toml") && !survey.present.has("rowlock.toml");
  const moved = isNew && options.portBase === undefined ? survey.freeBase : undefined;
  const portBase = options.portBase ?? moved;
  const environment = planEnvironment(survey);
  const grants = planOldGrants(survey);
  const changed = ["supabase/migrations", ".gitignore", ...grants.steps.map(({ path }) => path)];
  return {
    steps: [
      ...planSupabase(survey, portBase),
      ...(live === undefined ? [] : [live.step]),
      ...grants.steps,
      ...planRowlock(survey, portBase),
      ...planScripts(survey),
      ...planGitignore(survey),
      ...environment.steps,
    ],
    kept: [...survey.present].filter((path) => !changed.includes(path)),
    warnings: [
      ...(live?.warnings ?? []),
      ...environment.warnings,
      ...grants.warnings,
      ...warnMoved(survey, moved),
      ...warnAbove(survey),
      ...warnUnknown(survey),
      ...describeApp(survey.app),
    ],
    handWork: planHandWork(survey),
  };
}

/** An existing Supabase project is left as it is: its config.toml says that it is one. */
function planSupabase(survey: Survey, portBase: number | undefined): readonly InitStep[] {
  const { present, project } = survey;
  if (present.has("supabase/config.toml")) return [];
  const ports = portBase === undefined ? project.ports : portsFrom(portBase);
  const config = supabaseConfigToml({
    name: basename(project.directory),
    ports,
    autoExposeNewTables: survey.oldGrants === "wanted",
  });
  const steps: readonly InitStep[] = [
    {
      kind: "file",
      path: "supabase/config.toml",
      what: "the Supabase CLI's settings",
      content: config,
    },
    { kind: "folder", path: "supabase/migrations", what: "for the schema, as SQL" },
    { kind: "file", path: "supabase/seed.sql", what: "for rows to begin with", content: SEED_SQL },
    {
      kind: "file",
      path: "supabase/.gitignore",
      what: "the CLI's own files",
      content: SUPABASE_GITIGNORE,
    },
  ];
  return steps.filter((step) => !present.has(step.path));
}

/** A project that is older than the change gets the grants that it was written for, where it has a config.toml. */
function planOldGrants({ present, oldGrants, config }: Survey) {
  const path = "supabase/config.toml";
  if (oldGrants === "maybe") {
    const warning = `The migrations grant nothing on some tables, and neither their names nor git tell whether they are from before 2026-05-30, when Supabase granted all by itself. If they are: auto_expose_new_tables = true under [api] in ${path}. If not: rowlock audit --fix writes the grants that the policies ask for`;
    return { steps: [], warnings: [warning] };
  }
  if (oldGrants === "no" || !present.has(path)) return { steps: [], warnings: [] };
  if (exposeInConfig(config) === undefined) {
    const warning = `The migrations are from before 2026-05-30 and grant nothing on some tables. Add auto_expose_new_tables = true under [api] in ${path}, so that they get the grants that Supabase gave then`;
    return { steps: [], warnings: [warning] };
  }
  const what =
    "auto_expose_new_tables = true: the migrations count on the grants of before 2026-05-30";
  const step: InitStep = { kind: "old grants", path, what };
  return { steps: [step], warnings: [] };
}

function planRowlock(survey: Survey, portBase: number | undefined): readonly InitStep[] {
  if (survey.present.has("rowlock.toml")) return [];
  const { ports } = survey.project;
  // A project that has moved its ports to stand beside another moves Clerk's with them.
  const moved = survey.project.supabase.api.port + 10;
  const taken = [ports.api, ports.database, ports.studio].includes(moved);
  const clerk = portBase === undefined ? (taken ? ports.clerk : moved) : portsFrom(portBase).clerk;
  const content = rowlockToml({ ports: { ...ports, clerk } });
  const what = "two people and the JWT template for Supabase";
  return [{ kind: "file", path: "rowlock.toml", what, content }];
}

/** Whatever it is built on reads names of its own. */
function warnUnknown({ package: app, framework }: Survey): readonly string[] {
  if (app === undefined || framework !== undefined) return [];
  return [
    `package.json names no framework that Rowlock knows, so ${ENVIRONMENT_FILE} has plain names (SUPABASE_URL, CLERK_PUBLISHABLE_KEY): rowlock env prints them, to be given to the app under the names that its SDKs read; where it is one of these after all, say so by --framework: ${FRAMEWORKS.join(", ")}`,
  ];
}

function planGitignore({ ignored, environment }: Survey): readonly InitStep[] {
  const lines = [
    ...(ignored.state ? [] : [".rowlock/"]),
    ...(ignored.environment || environment.tracking === "tracked" ? [] : [ENVIRONMENT_FILE]),
  ];
  if (lines.length === 0) return [];
  return [{ kind: "lines", path: ".gitignore", what: lines.join(" and "), lines }];
}

function warnMoved({ project }: Survey, moved: number | undefined): readonly string[] {
  return moved === undefined ? [] : [movedPorts(project.ports.api, moved)];
}

function warnAbove({ projectAbove }: Survey): readonly string[] {
  if (projectAbove === undefined) return [];
  return [
    `There is a Supabase project in ${projectAbove}. To use that one, run init there, or with --dir`,
  ];
}
