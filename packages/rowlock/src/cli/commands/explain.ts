// rowlock explain: why a request for rows or files is denied, or gives nothing: token, role, grants, policies with their
// values, the plan.
import { resolve } from "node:path";
import type { Command } from "commander";
import { readListening } from "../../policy/explain/listen/read-listening.ts";
import { listenJson, renderListening } from "../../policy/explain/listen/report.ts";
import { explanationJson } from "../../policy/explain/report/json.ts";
import { renderExplanation } from "../../policy/explain/report/terminal.ts";
import { readRequest } from "../../policy/explain/request/read-request.ts";
import { type ExplainOptions, explain, explainListen } from "../../policy-commands/explain.ts";
import { type Caller, readCaller } from "../../policy-commands/explain-caller.ts";
import { openProject } from "../../project/open-project.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";
import { readToken } from "../read-token.ts";

interface ExplainCommandOptions extends ProjectOptions {
  readonly as?: string;
  readonly template?: string;
  readonly org?: string;
  readonly data?: string;
  readonly header?: readonly string[];
  readonly sql?: boolean;
  readonly event?: string;
  readonly filter?: string;
  readonly dbUrl?: string;
  readonly yes?: boolean;
}

const EXAMPLES = `
Examples:
  rowlock explain '/tasks?select=*' --as ada@example.com
  rowlock explain POST /rest/v1/tasks --data '{"name":"x"}' --as user_2abc
  rowlock explain POST /storage/v1/object/avatars/user_2abc/me.png --as user_2abc
  rowlock explain listen tasks --as ada@example.com
  rowlock explain channel room:1 --as ada@example.com
  rowlock explain /tasks --as - < token.txt
  rowlock explain "curl 'http://127.0.0.1:54321/rest/v1/tasks' -H 'Authorization: Bearer ...'"`;

export function explainCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .argument("<request...>", "a path, METHOD and path, a URL, or a whole curl line")
    .option("--as <who>", "a user, a token, - for a token from stdin, anon or service_role")
    .option("--template <name>", "the user's token of this JWT template; default: native")
    .option("--org <organization>", "the user's active organization, by id or slug")
    .option("--data <body>", "the request's body, which makes it a POST")
    .option("--header <line>", "a header, such as 'Prefer: count=exact'", collect)
    .option("--event <event>", "with listen: INSERT, UPDATE or DELETE (default: all)")
    .option("--filter <filter>", "with listen: as the client's filter, such as id=eq.1")
    .option("--sql", "show the statement too")
    .option("--db-url <url>", "explain on that database, by a login that passes over policies")
    .option("--yes", "look into a database that is not on this machine")
    .addHelpText("after", EXAMPLES)
    .action((words: readonly string[], options: ExplainCommandOptions) =>
      runExplainCommand(words, options, io),
    );
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function callerOf(
  { as, template, org }: ExplainCommandOptions,
  { stdin, signal }: CommandIo,
): Promise<Caller | undefined> {
  if (as === undefined) return undefined;
  if (as === "-") return { kind: "token", token: await readToken(stdin, { signal }) };
  return readCaller(as, { template, organization: org });
}

async function runExplainCommand(
  words: readonly string[],
  options: ExplainCommandOptions,
  io: CommandIo,
): Promise<void> {
  const output = outputOf(io, options);
  const { style } = output;
  const listening = readListening({ words, event: options.event, filter: options.filter });
  if (listening !== undefined) {
    const explanation = await asked(options, {
      io,
      progress: "Looking at what stands between",
      ask: (asking) => explainListen({ ...asking, listening }),
    });
    return tell(explanation.verdict, {
      json: () => listenJson(explanation),
      text: () => renderListening(explanation, style),
    });
  }
  const request = readRequest({ words, data: options.data, headers: options.header });
  const explanation = await asked(options, {
    io,
    progress: "Asking, and looking past the policies",
    ask: (asking) => explain({ ...asking, request }),
  });
  tell(explanation.verdict, {
    json: () => explanationJson(explanation),
    text: () => renderExplanation(explanation, { style, sql: options.sql === true }),
  });

  function tell(verdict: { readonly fine: boolean }, forms: Forms): void {
    if (output.isJson) output.json(forms.json());
    else io.stdout.write(`${forms.text()}\n`);
    if (!verdict.fine) io.exitCode = 1;
  }
}

interface Forms {
  readonly json: () => unknown;
  readonly text: () => string;
}

interface Asking<Explanation> {
  readonly io: CommandIo;
  readonly progress: string;
  readonly ask: (options: Omit<ExplainOptions, "request">) => Promise<Explanation>;
}

async function asked<Explanation>(
  options: ExplainCommandOptions,
  { io, progress: text, ask }: Asking<Explanation>,
): Promise<Explanation> {
  const output = outputOf(io, options);
  const caller = await callerOf(options, io);
  const opened = await openProject({
    directory: resolve(io.cwd, options.dir),
    env: io.env,
    portBase: options.portBase,
  });
  const progress = output.progress(text);
  return ask({
    opened,
    caller,
    databaseUrl: options.dbUrl,
    allowRemote: options.yes === true,
    onNotice: output.warn,
  }).finally(() => progress.end());
}
