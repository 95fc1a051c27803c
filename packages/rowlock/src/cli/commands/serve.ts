// rowlock serve: the Data API alone, with PostgREST's settings under their own names. It knows of no project and no keys
// but the one `jwt-secret`.

import cluster from "node:cluster";
import { type Command, InvalidArgumentError, Option } from "commander";
import { schemaJson } from "../../catalog/schema-json.ts";
import { dumpConfig, exampleConfig } from "../../config/postgrest/dump-config.ts";
import type { PostgrestConfig } from "../../config/postgrest/postgrest-config.ts";
import type { SettingTexts } from "../../config/postgrest/setting-source.ts";
import { VERSION } from "../../config/version.ts";
import { rowlockError } from "../../errors/registry.ts";
import { askReady } from "../../serve/ask-ready.ts";
import { readSchema, readWholeConfig } from "../../serve/dump.ts";
import { runServe } from "../../serve/run-serve.ts";
import { createServeLog } from "../../serve/serve-log.ts";
import { type CommandIo, type ExitCode, outputOf } from "../command-io.ts";
import {
  defaultSettings,
  type GivenOptions,
  SETTING_OPTIONS,
  settingsReader,
} from "./serve/read-settings.ts";

interface OwnOptions extends GivenOptions {
  readonly basePath: string;
  readonly workers: number;
  readonly ready?: boolean;
  readonly dumpConfig?: boolean;
  readonly dumpSchema?: boolean;
  readonly example?: boolean;
}

const NOTES = `
Each setting counts from PGRST_... in the environment too (--db-schemas is PGRST_DB_SCHEMAS), from FILE, and from the
database (db-config); the database's comes first, then the flag, the environment, the file. What is in a flag is seen in
the list of processes: give secrets by the environment, or as @ and the path of a file.

The login of db-uri should be NOINHERIT, no superuser and without privileges of its own: a request then has those of
the role that its token names, and nothing else. It must be a member of each role that tokens name.

SIGUSR1 reads the schema anew, SIGUSR2 the settings; so do NOTIFY pgrst and NOTIFY pgrst, 'reload config'.
SIGTERM lets running requests end.`;

export function serveCommand(command: Command, io: CommandIo): void {
  command
    .argument("[file]", "a configuration file as PostgREST reads it")
    .version(VERSION, "-v, --version")
    .addOption(new Option("--db-url <url>", "the same as --db-uri").conflicts("dbUri"))
    .option("--base-path <path>", "what stands before the paths, such as /rest/v1", parsePath, "")
    .option("--workers <n>", "how many processes share the port", parseWorkers, 1)
    .option("-e, --example", "print an example of a configuration file, and end")
    .option("--dump-config", "print the settings that count, without secrets, and end")
    .option("--dump-schema", "print what was read of the database as JSON, and end")
    .option("--ready", "ask the running server's /ready, and end with 0 or 1")
    .addOption(
      new Option(
        "--app-setting <name=value>",
        "app.settings.<name> in the database; repeatable",
      ).argParser(addAppSetting),
    );
  for (const option of SETTING_OPTIONS.values()) command.addOption(option);
  command
    .addHelpText("after", NOTES)
    .action(async (file: string | undefined, options: OwnOptions) => {
      io.exitCode = await run(file, { options, io });
    });
}

interface RunContext {
  readonly options: OwnOptions;
  readonly io: CommandIo;
}

async function run(file: string | undefined, { options, io }: RunContext): Promise<ExitCode> {
  if (options.example === true) return print(exampleConfig(defaultSettings()), io);
  const readConfig = settingsReader({ file, options, io });
  if (options.ready === true) return tellReady(readConfig(), io);
  const log = createServeLog({
    stdout: io.stdout,
    stderr: io.stderr,
    now: Date.now,
    worker: cluster.worker?.id,
  });
  if (options.dumpConfig === true) {
    return print(dumpConfig(await readWholeConfig({ readConfig, log })), io);
  }
  if (options.dumpSchema === true) {
    return print(`${schemaJson(await readSchema({ readConfig, log }))}\n`, io);
  }
  return runServe({
    version: VERSION,
    readConfig,
    basePath: options.basePath,
    workers: options.workers,
    log,
    signal: io.signal,
    // A handler also keeps SIGUSR1 from opening Node's debugger, and SIGUSR2 from ending the process.
    onReload(listener) {
      process.on("SIGUSR1", () => listener("schema"));
      process.on("SIGUSR2", () => listener("config"));
    },
  });
}

function print(text: string, io: CommandIo): ExitCode {
  io.stdout.write(text);
  return 0;
}

async function tellReady({ adminServer }: PostgrestConfig, io: CommandIo): Promise<ExitCode> {
  if (adminServer === undefined) {
    throw rowlockError("USAGE", {
      message: "There is no admin server to ask",
      hint: "Name its port, as for the server itself: --admin-server-port or PGRST_ADMIN_SERVER_PORT",
    });
  }
  const status = await askReady(adminServer);
  outputOf(io, {}).line(status === undefined ? "Nobody answers" : `Ready: ${status === 200}`);
  return status === 200 ? 0 : 1;
}

function parsePath(text: string): string {
  if (/^(\/[\w.~-]+)*\/?$/.test(text)) return text.replace(/\/$/, "");
  throw new InvalidArgumentError("Expected a path such as /rest/v1.");
}

function parseWorkers(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 128) return count;
  throw new InvalidArgumentError("Expected a number from 1 to 128.");
}

function addAppSetting(text: string, before: SettingTexts = new Map()): SettingTexts {
  const [, name, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Expected name=value.");
  }
  return new Map([...before, [`app.settings.${name}`, value]]);
}
