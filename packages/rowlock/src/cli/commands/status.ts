// rowlock status: what runs in this folder, and where.
import { resolve } from "node:path";
import type { Command } from "commander";
import { type OpenedProject, openProject } from "../../project/open-project.ts";
import { type ExtensionReport, readExtensionReport } from "../../stack/extension-report.ts";
import { embeddedUrls } from "../../stack/start-databases.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";
import type { Output } from "../output/output.ts";

/** Nothing runs: a finding, not a failure. */
const NOT_RUNNING = 1;

export function statusCommand(command: Command, io: CommandIo): void {
  onProject(command).action(async (options: ProjectOptions) => {
    const output = outputOf(io, options);
    const opened = await openProject({
      directory: resolve(io.cwd, options.dir),
      env: io.env,
      portBase: options.portBase,
    });
    const { running, addresses, project } = opened;
    if (running === undefined) io.exitCode = NOT_RUNNING;
    const answers = running?.ready === true && running.database === null;
    const extensions = answers ? await extensionsOf(opened) : undefined;
    if (options.json === true) {
      output.json({
        running: running !== undefined,
        directory: project.directory,
        ...running,
        extensions,
      });
      return;
    }
    if (running === undefined) {
      output.line(`Nothing runs in ${project.directory}`);
      output.note("Start it with: rowlock dev");
      return;
    }
    output.line(`Rowlock runs in ${project.directory}, process ${running.process.pid}`);
    output.line(`  API       ${addresses.api}/rest/v1`);
    if (project.supabase.storage.enabled) {
      output.line(`  Storage   ${addresses.api}/storage/v1`);
    }
    if (project.supabase.realtime.enabled) {
      output.line(`  Realtime  ${addresses.api}/realtime/v1`);
    }
    output.line(`  Clerk     ${addresses.clerk}`);
    output.line(`  Database  ${running.database ?? `127.0.0.1:${running.ports.database}`}`);
    const version = extensions === undefined ? "" : ` ${extensions.version}`;
    output.line(`  Engine    PostgreSQL${version}, ${running.engine ?? "Rowlock's own"}`);
    output.line(`  since     ${running.startedAt}${running.ready ? "" : "  (starting)"}`);
    if (extensions !== undefined) tellExtensions(extensions, output);
  });
}

/** Undefined where the database does not answer: the rest is told all the same. */
async function extensionsOf({
  ports,
  databasePasswords,
}: OpenedProject): Promise<ExtensionReport | undefined> {
  const { owner } = embeddedUrls(ports.database, databasePasswords);
  return readExtensionReport(owner).catch(() => undefined);
}

function tellExtensions(report: ExtensionReport, output: Output): void {
  if (report.own.length > 0) output.line(`  Rowlock's own extensions: ${report.own.join(", ")}`);
  if (report.engine.length > 0) {
    const names = report.engine.map(
      ({ name, version, tried }) => `${name} ${version}${tried ? "" : " (not tried with Rowlock)"}`,
    );
    output.line(`  The engine's extensions: ${names.join(", ")}`);
  }
  for (const name of report.placeholders) {
    output.line(`  ${name} is a name alone: none of its functions is here`);
  }
  if (report.passedOver.length > 0) output.line("  Passed over, for want of an extension:");
  for (const { path, line, extension } of report.passedOver) {
    output.line(`    ${path}:${line} (${extension})`);
  }
}
