// rowlock env: the environment that an app needs, to read, to pipe, or to write into a file.
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { clerkCode } from "../../project/environment/clerk-code.ts";
import { findClerkSdks } from "../../project/environment/clerk-sdk.ts";
import { renderEnvironment } from "../../project/environment/dotenv.ts";
import { withoutSecrets } from "../../project/environment/environment.ts";
import { writeEnvironmentFile } from "../../project/environment/environment-file.ts";
import {
  FRAMEWORKS,
  type Framework,
  frameworkEnvironment,
} from "../../project/environment/frameworks.ts";
import { openProject } from "../../project/open-project.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";

interface EnvOptions extends ProjectOptions {
  readonly framework?: Framework;
  readonly write?: string;
  readonly all?: boolean;
}

export function envCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .addOption(
      new Option("--framework <name>", "what an unchanged app of it reads").choices(FRAMEWORKS),
    )
    .option("--write <file>", "put it into the file, as one marked block")
    .option("--all", "write the secret keys too, not Clerk's alone")
    .action((options: EnvOptions) => runEnv(options, io));
}

async function runEnv(options: EnvOptions, io: CommandIo): Promise<void> {
  const output = outputOf(io, options);
  const directory = resolve(io.cwd, options.dir);
  const opened = await openProject({ directory, env: io.env, portBase: options.portBase });
  const full = await opened.environment();
  const { framework } = options;
  const environment = framework === undefined ? full : frameworkEnvironment(framework, full);
  if (options.write !== undefined) {
    const content =
      options.all === true ? { ...environment, ...full } : withoutSecrets(environment);
    const { path, kept } = await writeEnvironmentFile(resolve(directory, options.write), {
      environment: content,
      within: directory,
    });
    output.done(`Wrote ${Object.keys(content).length - kept.length} variables`, path);
    if (kept.length > 0) output.warn(`Kept what the file sets itself: ${kept.join(", ")}`);
  } else if (options.json === true) {
    output.json(environment);
  } else {
    output.line(renderEnvironment(environment));
  }
  if (framework !== undefined && options.json !== true) {
    const must = clerkCode(framework, await findClerkSdks(directory));
    const lines =
      must === undefined ? [] : [...must.reason, ...must.code.map((line) => `  ${line}`)];
    // A comment in the printed block, so that the whole can be pasted.
    for (const line of lines) output.line(options.write === undefined ? `# ${line}` : line);
  }
}
