// rowlock init: what a project needs for Rowlock, added to a folder after it was listed, nothing overwritten.
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { runScript, runWith } from "../../config/package-manager.ts";
import { nameApp } from "../../project/environment/describe-app.ts";
import { FRAMEWORKS, type Framework, startCommand } from "../../project/environment/frameworks.ts";
import { applyInit } from "../../project/init/apply-init.ts";
import type { InitStep } from "../../project/init/init-step.ts";
import { type InitPlan, planInit } from "../../project/init/plan-init.ts";
import { DEV_SCRIPT } from "../../project/init/plan-scripts.ts";
import { type LiveSchema, readLiveSchema } from "../../project/init/read-live-schema.ts";
import { type Survey, surveyProject } from "../../project/init/survey-project.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";
import type { Output } from "../output/output.ts";
import { isConfirmed } from "./init/ask.ts";
import { runExample } from "./init/example.ts";

interface InitOptions extends ProjectOptions {
  readonly example?: boolean;
  readonly framework?: Framework;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly dbUrl?: string;
}

/** Somebody said no: nothing is wrong, and nothing is done. */
const DECLINED = 1;

export function initCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .addOption(
      new Option("--framework <name>", "instead of what the folder tells").choices(FRAMEWORKS),
    )
    .addOption(
      new Option(
        "--example",
        "a working app in an empty folder: Next.js, Clerk, Supabase",
      ).conflicts(["framework", "dbUrl"]),
    )
    .option("--dry-run", "list what would be added, and change nothing")
    .option("--yes", "add it without asking")
    .option("--db-url <url>", "write the first migration from that database's schema, by pg_dump")
    .action((options: InitOptions) => runInit(options, io));
}

async function runInit(options: InitOptions, io: CommandIo): Promise<void> {
  const output = outputOf(io, options);
  if (options.example === true) {
    if (!(await runExample(options, { io, output }))) decline(io, output);
    return;
  }
  const { framework: named } = options;
  const survey = await surveyProject(resolve(io.cwd, options.dir), {
    env: io.env,
    framework: named,
  });
  const { directory } = survey.project;
  const { framework } = survey;
  const live = await liveSchema(options, survey, io);
  const plan = planInit(survey, { portBase: options.portBase, live });
  if (!output.isJson) printPlan(output, { survey, plan });
  if (plan.steps.length > 0 && options.dryRun !== true) {
    if (options.yes !== true && !(await isConfirmed(io, output))) {
      decline(io, output);
      return;
    }
    const onDone = (step: InitStep) => {
      if (!output.isJson) output.done(step.path);
    };
    await applyInit(plan.steps, { directory, framework, env: io.env, onDone });
  }
  if (output.isJson) output.json(summaryOf(survey, { plan, dryRun: options.dryRun === true }));
  else {
    printHandWork(output, { survey, plan });
    if (live !== undefined) {
      output.note(
        `That database has the schema already. Before supabase db push: supabase migration repair --status applied ${live.version} --db-url <url>`,
      );
    }
  }
}

function decline(io: CommandIo, output: Output): void {
  io.exitCode = DECLINED;
  output.line("Nothing was added");
}

async function liveSchema(
  { dbUrl: databaseUrl }: InitOptions,
  { project }: Survey,
  { env }: CommandIo,
): Promise<LiveSchema | undefined> {
  if (databaseUrl === undefined) return undefined;
  const { supabaseDirectory } = project;
  return readLiveSchema({ supabaseDirectory, databaseUrl, path: env.PATH ?? "", now: new Date() });
}

interface Printed {
  readonly survey: Survey;
  readonly plan: InitPlan;
}

function printPlan(output: Output, { survey, plan }: Printed): void {
  const { framework, project, present, app } = survey;
  const name = nameApp({ ...app, framework });
  const kinds = [
    ...(name === undefined ? [] : [name]),
    ...(present.has("supabase/config.toml") ? ["a Supabase project"] : []),
  ];
  const kind = kinds.length === 0 ? "" : `, ${kinds.join(" and ")}`;
  if (plan.steps.length === 0) {
    output.done(`Nothing to add in ${project.directory}${kind}`);
  } else {
    output.line(`To be added in ${project.directory}${kind}:`);
    output.line();
    const width = Math.max(...plan.steps.map((step) => step.path.length));
    for (const { path, what } of plan.steps) {
      output.line(`  ${path.padEnd(width)}  ${output.style("dim", what)}`);
    }
    output.line();
    if (plan.kept.length > 0) output.note(`Kept as they are: ${plan.kept.join(", ")}`);
  }
  for (const warning of plan.warnings) output.warn(warning);
}

function printHandWork(output: Output, { survey, plan }: Printed): void {
  if (plan.handWork.length > 0) {
    output.line();
    output.line("Left to do by hand, because it is your code:");
    for (const { title, file, code } of plan.handWork) {
      output.line();
      output.line(`  ${title}${file === undefined ? "" : `: ${output.style("bold", file)}`}`);
      for (const line of code.split("\n")) output.line(`    ${line}`.trimEnd());
    }
  }
  output.line();
  output.line(`Then: ${output.style("bold", startOf(survey, plan))}`);
}

function summaryOf(survey: Survey, { plan, dryRun }: { plan: InitPlan; dryRun: boolean }) {
  return {
    directory: survey.project.directory,
    framework: survey.framework ?? null,
    dryRun,
    steps: plan.steps.map(({ kind, path, what }) => ({ kind, path, what })),
    kept: plan.kept,
    warnings: plan.warnings,
    handWork: plan.handWork,
    start: startOf(survey, plan),
  };
}

/** By the script where there is one, as this project runs it. */
function startOf({ package: found, framework }: Survey, { steps }: InitPlan): string {
  const start = startCommand(framework);
  if (found === undefined) return start;
  const isAdded = steps.some((step) => step.kind === "scripts" && DEV_SCRIPT in step.scripts);
  const script = isAdded
    ? DEV_SCRIPT
    : Object.keys(found.scripts).find((name) => /\browlock dev\b/.test(found.scripts[name] ?? ""));
  return script === undefined ? runWith(found.manager, start) : runScript(found.manager, script);
}
