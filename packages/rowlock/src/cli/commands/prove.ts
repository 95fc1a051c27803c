// rowlock prove: shows by executing it that each sees only what is theirs, on a copy made for this.
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { VERSION } from "../../config/version.ts";
import { replaceFile } from "../../files/write-file.ts";
import {
  describeJudged,
  type Judged,
  judgedLine,
  judgedMarkdown,
} from "../../policy/judged/judged.ts";
import type { Proof } from "../../policy/prove/proof.ts";
import { renderProofMarkdown } from "../../policy/prove/report/markdown.ts";
import { renderProofSarif } from "../../policy/prove/report/sarif.ts";
import { renderProofTerminal } from "../../policy/prove/report/terminal.ts";
import { proveProject } from "../../policy-commands/prove-project.ts";
import { openProject } from "../../project/open-project.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";
import type { Output } from "../output/output.ts";

interface ProveCommandOptions extends ProjectOptions {
  readonly migrations?: boolean;
  readonly dbUrl?: string;
  readonly template?: string;
  readonly only?: readonly string[];
  readonly format: "terminal" | "markdown" | "sarif" | "json";
  readonly output?: string;
  readonly allowUnknown?: boolean;
}

const EXIT_CODES = `
Exit codes: 0 proved, 1 leaks, 2 misuse or failure, 3 not proved`;

export function proveCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .option("--migrations", "judge a replay of the migrations, not the database as it stands")
    .option("--db-url <url>", "judge that database: its schema is copied, its rows are never read")
    .option("--template <name>", "tokens of a JWT template, instead of session tokens")
    .option("--only <table...>", "these tables only, as schema.name")
    .addOption(
      new Option("--format <name>", "how to show the report")
        .choices(["terminal", "markdown", "sarif", "json"])
        .default("terminal"),
    )
    .option("--output <file>", "write the report into a file")
    .option("--allow-unknown", "exit code 0, not 3, where no leak was found but not all is proved")
    .addHelpText("after", EXIT_CODES)
    .action((options: ProveCommandOptions) => runProveCommand(options, io));
}

async function runProveCommand(options: ProveCommandOptions, io: CommandIo): Promise<void> {
  const format = options.json === true ? "json" : options.format;
  const output = outputOf(io, { json: format !== "terminal" && options.output === undefined });
  const opened = await openProject({
    directory: resolve(io.cwd, options.dir),
    env: io.env,
    portBase: options.portBase,
  });
  const progress = output.progress("Building a copy");
  const { judged, proof } = await proveProject({
    ...options,
    opened,
    databaseUrl: options.dbUrl,
    onNotice: output.warn,
    onJudged: (found) => progress.update(`Judging ${describeJudged(found)}`),
    onProgress: (text) => progress.update(text),
  }).finally(() => progress.end());
  const text = render(proof, { format, output, judged });
  if (options.output === undefined) io.stdout.write(`${text}\n`);
  else {
    replaceFile(resolve(io.cwd, options.output), `${text}\n`, { within: io.cwd });
    output.done(`Wrote ${options.output}`);
  }
  io.exitCode = exitCodeOf(proof, options);
}

/** What is unknown may be allowed; a run that can't be trusted, or that had nothing to try, may not. */
function exitCodeOf(proof: Proof, { allowUnknown }: ProveCommandOptions): 0 | 1 | 3 {
  const { verdict, trusted, objects } = proof;
  switch (verdict) {
    case "proved":
      return 0;
    case "leaks":
      return 1;
    case "not proved":
      return allowUnknown === true && trusted && objects.length > 0 ? 0 : 3;
  }
}

interface RenderOptions {
  readonly format: ProveCommandOptions["format"];
  readonly output: Output;
  readonly judged: Judged;
}

function render(proof: Proof, { format, output, judged }: RenderOptions): string {
  switch (format) {
    case "json":
      return JSON.stringify({ judged, ...proof }, null, 2);
    case "sarif":
      return JSON.stringify(renderProofSarif(proof, { version: VERSION, judged }), null, 2);
    case "markdown":
      return `${judgedMarkdown(judged)}\n${renderProofMarkdown(proof)}`;
    case "terminal":
      return `${judgedLine(judged)}\n\n${renderProofTerminal(proof, output.style)}`;
  }
}
