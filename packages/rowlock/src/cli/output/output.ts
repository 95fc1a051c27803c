// Everything a command says goes through here: people's words to a terminal, plain lines elsewhere, JSON when asked.
// Results go to stdout, progress and errors to stderr, so that output can be piped.
import { styleText } from "node:util";
import { ERRORS, rowlockError } from "../../errors/registry.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { createAsRun } from "./as-run.ts";

type Style = Parameters<typeof styleText>[0];

export interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Output {
  readonly isJson: boolean;
  /** A line of the result. */
  line(text?: string): void;
  /** The whole result as JSON. */
  json(value: unknown): void;
  /** Something was done. */
  done(text: string, detail?: string): void;
  /** Something that the reader should know. */
  note(text: string): void;
  warn(text: string): void;
  /** An error, with what to do next. */
  error(error: unknown): void;
  /** The error that a command ends with: in place of its result as JSON too. */
  failure(error: unknown): void;
  /** Long work: a moving line on a terminal, one plain line elsewhere. */
  progress(text: string): Progress;
  style(style: Style, text: string): string;
}

export interface Progress {
  update(text: string): void;
  end(): void;
}

export interface OutputOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the person is, for the commands that are named. */
  readonly cwd: string;
  /** Only JSON on stdout; progress is silent. */
  readonly json: boolean;
}

export function createOutput({ stdout, stderr, env, cwd, json }: OutputOptions): Output {
  const asRun = createAsRun({ cwd, env });
  const colored = (env.FORCE_COLOR ?? "") !== "" || (stdout.isTTY === true && !env.NO_COLOR);
  const style = (format: Style, text: string) => (colored ? styleText(format, text) : text);
  const tell = (text: string) => {
    (json ? stderr : stdout).write(`${text}\n`);
  };
  const error = (error: unknown) => void stderr.write(asRun(describeError(toTold(error), style)));
  const print = (value: unknown) => void stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  return {
    isJson: json,
    line: (text = "") => tell(text),
    json: print,
    done: (text, detail) =>
      tell(`${style("green", "✔")} ${text}${detail ? `  ${style("dim", detail)}` : ""}`),
    note: (text) => tell(`  ${style("dim", asRun(text))}`),
    warn: (text) => void stderr.write(`${style("yellow", "!")} ${asRun(text)}\n`),
    error,
    failure(cause) {
      error(cause);
      if (json) print({ error: errorJson(toTold(cause)) });
    },
    progress: (text) => showProgress({ stream: stderr, text, style, silent: json }),
    style,
  };
}

/** What came of a limit of the machine, in words of its own. */
function toTold(error: unknown): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== "EMFILE" && code !== "ENFILE") return error;
  return rowlockError("OPEN_FILES", {
    message: "Rowlock needs more open files than the system allows it",
    hint: "Raise the limit and run it again: ulimit -n 1024",
    cause: error,
  });
}

function errorJson(error: unknown) {
  if (error instanceof RowlockError) {
    const { code, message, details, hint } = error;
    return { code, message, details, hint };
  }
  return { code: "INTERNAL", message: "Something unforeseen went wrong" };
}

function describeError(error: unknown, style: Output["style"]): string {
  const mark = style("red", "✖");
  if (!(error instanceof RowlockError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${mark} Something unforeseen went wrong\n${text}\n`;
  }
  const lines = [`${mark} ${error.message}`];
  if (error.details) lines.push(...error.details.split("\n").map((line) => `  ${line}`));
  if (error.hint) lines.push(`  ${style("cyan", "→")} ${error.hint}`);
  // Clerk's own codes are in Clerk's documentation.
  const page = Object.hasOwn(ERRORS, error.code) ? `, see rowlock help ${error.code}` : "";
  lines.push(`  ${style("dim", `${error.code}${page}`)}`);
  return `${lines.join("\n")}\n`;
}

interface ProgressOptions {
  readonly stream: Stream;
  readonly text: string;
  readonly silent: boolean;
  readonly style: Output["style"];
}

function showProgress({ stream, text, silent, style }: ProgressOptions): Progress {
  if (silent || stream.isTTY !== true) return { update: () => {}, end: () => {} };
  const show = (current: string) => stream.write(`\r\x1b[2K${style("dim", `… ${current}`)}`);
  show(text);
  return { update: show, end: () => void stream.write("\r\x1b[2K") };
}
