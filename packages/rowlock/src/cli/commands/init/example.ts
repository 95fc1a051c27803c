// rowlock init --example: a whole app with Clerk and Supabase in an empty folder.
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findPackageManager, runScript, runWith } from "../../../config/package-manager.ts";
import { portsFrom } from "../../../config/project.ts";
import { isPortInUse } from "../../../processes/port-in-use.ts";
import { applyInit } from "../../../project/init/apply-init.ts";
import { readOwnSpecs } from "../../../project/init/example/own-specs.ts";
import { planExample } from "../../../project/init/example/plan-example.ts";
import { readExample } from "../../../project/init/example/read-example.ts";
import { surveyEmpty } from "../../../project/init/example/survey-empty.ts";
import { findFreeBase, movedPorts } from "../../../project/init/free-ports.ts";
import type { InitStep } from "../../../project/init/init-step.ts";
import type { CommandIo } from "../../command-io.ts";
import type { Output } from "../../output/output.ts";
import { isConfirmed } from "./ask.ts";

export interface ExampleOptions {
  readonly dir: string;
  readonly portBase?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** False: somebody said no. @throws INIT_NOT_EMPTY, INIT_UNCONFIRMED, INIT_INTERRUPTED */
export async function runExample(
  options: ExampleOptions,
  { io, output }: { readonly io: CommandIo; readonly output: Output },
): Promise<boolean> {
  const { directory, ports: usual } = await surveyEmpty(resolve(io.cwd, options.dir), {
    env: io.env,
  });
  const base = options.portBase ?? (await findFreeBase(usual.api, isPortInUse));
  const steps = planExample(await readExample(), {
    ports: portsFrom(base),
    specs: await readOwnSpecs(fileURLToPath(import.meta.url)),
  });
  const moved = base !== usual.api && options.portBase === undefined;
  const warnings = moved ? [movedPorts(usual.api, base)] : [];
  const next = nextCommands(directory, io);
  if (!output.isJson) {
    output.line(`To be made in ${directory}: a Next.js app with Clerk and Supabase`);
    output.line();
    printFolders(output, steps);
    output.line();
    for (const warning of warnings) output.warn(warning);
  }
  if (options.dryRun !== true) {
    if (options.yes !== true && !(await isConfirmed(io, output))) return false;
    await applyInit(steps, { directory, framework: "next", env: io.env, onDone: () => {} });
  }
  if (output.isJson) {
    output.json({
      directory,
      framework: "next",
      dryRun: options.dryRun === true,
      steps: steps.map(({ kind, path, what }) => ({ kind, path, what })),
      kept: [],
      warnings,
      handWork: [],
      start: next.at(-2),
    });
    return true;
  }
  if (options.dryRun !== true) output.done(`Made ${steps.length} files`);
  output.line();
  output.line("Then:");
  for (const command of next) output.line(`  ${output.style("bold", command)}`);
  return true;
}

/** From the shell's folder to the proof. */
function nextCommands(directory: string, { cwd, env }: CommandIo): readonly string[] {
  const manager = findPackageManager(directory, env) ?? "npm";
  const way = relative(cwd, directory);
  return [
    ...(way === "" ? [] : [`cd ${way}`]),
    `${manager} install`,
    runScript(manager, "dev"),
    runWith(manager, "rowlock prove"),
  ];
}

/** One line a folder: there are too many files for one each. */
function printFolders(output: Output, steps: readonly InitStep[]): void {
  const counts = new Map<string, number>();
  for (const { path } of steps) {
    const parts = path.split("/");
    const place = parts.length === 1 ? path : `${parts.slice(0, -1).slice(0, 2).join("/")}/`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const width = Math.max(...[...counts.keys()].map((place) => place.length));
  for (const [place, count] of [...counts].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const files = place.endsWith("/") ? `${count} file${count === 1 ? "" : "s"}` : "";
    output.line(`  ${place.padEnd(width)}  ${output.style("dim", files)}`.trimEnd());
  }
}
