// rowlock audit: what is wrong or slow about the policies, grants, views and functions of a database, as data.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { VERSION } from "../../config/version.ts";
import { rowlockError } from "../../errors/registry.ts";
import { replaceFile } from "../../files/write-file.ts";
import { applyBaseline, parseBaseline, renderBaseline } from "../../policy/audit/baseline.ts";
import { renderFixMigration } from "../../policy/audit/fix-migration.ts";
import { renderMarkdown } from "../../policy/audit/output/markdown.ts";
import { renderSarif } from "../../policy/audit/output/sarif.ts";
import { renderTerminal } from "../../policy/audit/output/terminal.ts";
import { LEVELS, type Level } from "../../policy/audit/rule.ts";
import { ALL_RULES } from "../../policy/audit/rules/all-rules.ts";
import type { AuditReport } from "../../policy/audit/run-audit.ts";
import { driftLines, driftMarkdown } from "../../policy/judged/drift-report.ts";
import { describeJudged, judgedLine, judgedMarkdown } from "../../policy/judged/judged.ts";
import { auditProject, type ProjectAudit } from "../../policy-commands/audit-project.ts";
import { type OpenedProject, openProject } from "../../project/open-project.ts";
import { writeMigration } from "../../project/write-migration.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";
import type { Output } from "../output/output.ts";

interface AuditCommandOptions extends ProjectOptions {
  readonly migrations?: boolean;
  readonly dbUrl?: string;
  readonly format: "terminal" | "markdown" | "sarif" | "json";
  readonly output?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly fix?: boolean;
  readonly failOn: Level;
  readonly allowUnknown?: boolean;
}

/** Nothing grave was found, and of something nobody knows. */
const NOT_JUDGED = 3;

export function auditCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .option("--migrations", "audit a replay of the migrations, not the database as it stands")
    .option("--db-url <url>", "audit that database, by a login that may read its catalog")
    .addOption(
      new Option("--format <name>", "how to show the report")
        .choices(["terminal", "markdown", "sarif", "json"])
        .default("terminal"),
    )
    .option("--output <file>", "write the report into a file")
    .option("--baseline <file>", "leave out the findings that this file knows")
    .option("--write-baseline <file>", "write the findings of today as known")
    .option("--fix", "write a migration that mends what can be mended")
    .addOption(
      new Option("--fail-on <level>", "the least level that gives exit code 1")
        .choices(LEVELS)
        .default("warning"),
    )
    .option("--allow-unknown", "exit code 0 although something could not be judged")
    .action((options: AuditCommandOptions) => runAuditCommand(options, io));
}

async function runAuditCommand(options: AuditCommandOptions, io: CommandIo): Promise<void> {
  const format = options.json === true ? "json" : options.format;
  const output = outputOf(io, { json: format !== "terminal" && options.output === undefined });
  const directory = resolve(io.cwd, options.dir);
  const opened = await openProject({ directory, env: io.env, portBase: options.portBase });
  const progress = output.progress("Reading the database");
  const audit = await auditProject({
    ...options,
    opened,
    databaseUrl: options.dbUrl,
    onNotice: output.warn,
    onJudged: (judged) => progress.update(`Judging ${describeJudged(judged)}`),
  }).finally(() => progress.end());
  const full = audit.report;
  const baseline =
    options.baseline === undefined
      ? undefined
      : await readBaseline(resolve(io.cwd, options.baseline));
  const { report, known } =
    baseline === undefined ? { report: full, known: 0 } : applyBaseline(full, baseline);
  const text = render(report, { ...audit, format, known, output });
  if (options.output === undefined) io.stdout.write(`${text}\n`);
  else {
    replaceFile(resolve(io.cwd, options.output), `${text}\n`, { within: io.cwd });
    output.done(`Wrote ${options.output}`);
  }
  if (options.writeBaseline !== undefined) {
    replaceFile(resolve(io.cwd, options.writeBaseline), renderBaseline(full), { within: io.cwd });
    output.done(`Wrote ${options.writeBaseline}`, `${full.findings.length} findings are known now`);
  }
  if (options.fix === true) await writeFixes(report, opened, output);
  if (options.writeBaseline !== undefined) return;
  const worst = LEVELS.indexOf(options.failOn);
  const isOpen = report.unknown.length > 0 || audit.drift.length > 0;
  if (report.findings.some(({ level }) => LEVELS.indexOf(level) <= worst)) io.exitCode = 1;
  else if (isOpen && options.allowUnknown !== true) io.exitCode = NOT_JUDGED;
}

interface RenderOptions extends Pick<ProjectAudit, "judged" | "drift"> {
  readonly format: AuditCommandOptions["format"];
  readonly known: number;
  readonly output: Output;
}

function render(
  report: AuditReport,
  { format, known, output, judged, drift }: RenderOptions,
): string {
  switch (format) {
    case "json":
      return JSON.stringify({ judged, drift, ...report, known }, null, 2);
    case "sarif":
      return JSON.stringify(
        renderSarif(report, { rules: ALL_RULES, version: VERSION, judged, drift }),
        null,
        2,
      );
    case "markdown":
      return [judgedMarkdown(judged), ...driftMarkdown(drift), renderMarkdown(report)].join("\n");
    case "terminal":
      return [
        `${judgedLine(judged)}\n`,
        ...driftLines(drift, output.style),
        renderTerminal(report, { style: output.style, known }),
      ].join("\n");
  }
}

async function readBaseline(path: string) {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw rowlockError("BASELINE_INVALID", {
      message: `The baseline ${path} can't be read`,
      hint: "Write one with --write-baseline",
      cause,
    });
  });
  return parseBaseline(text);
}

async function writeFixes(
  report: AuditReport,
  opened: OpenedProject,
  output: Output,
): Promise<void> {
  const { text, fixed, left } = renderFixMigration(report);
  if (text === "") {
    output.note("No finding has a fix that can be written");
    return;
  }
  const path = await writeMigration(opened.project, { name: "audit_fixes", text, now: new Date() });
  output.done(`Wrote ${path}`, `mends ${fixed} findings, ${left} are left to you`);
}
