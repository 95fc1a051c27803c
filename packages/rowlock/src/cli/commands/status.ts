// rowlock status: what runs in this folder, and where.
import { resolve } from "node:path";
import type { Command } from "commander";
import { openProject } from "../../stack/open-project.ts";
import { type CommandIo, outputOf, type ProjectOptions, projectCommand } from "../command-io.ts";

/** Nothing runs: a finding, not a failure. */
const NOT_RUNNING = 1;

export function statusCommand(io: CommandIo): Command {
  return projectCommand("status", "say what runs in this folder, and where").action(
    async (options: ProjectOptions) => {
      const output = outputOf(io, options);
      const opened = await openProject({
        directory: resolve(io.cwd, options.dir),
        env: io.env,
        portBase: options.portBase,
      });
      const { running, addresses, project } = opened;
      if (running === undefined) io.exitCode = NOT_RUNNING;
      if (options.json === true) {
        output.json({ running: running !== undefined, directory: project.directory, ...running });
        return;
      }
      if (running === undefined) {
        output.line(`Nothing runs in ${project.directory}`);
        output.note("Start it with: rowlock dev");
        return;
      }
      output.line(`Rowlock runs in ${project.directory}, process ${running.process.pid}`);
      output.line(`  API       ${addresses.api}/rest/v1`);
      output.line(`  Clerk     ${addresses.clerk}`);
      output.line(`  Database  127.0.0.1:${running.ports.database}`);
      output.line(`  since     ${running.startedAt}${running.ready ? "" : "  (starting)"}`);
    },
  );
}
