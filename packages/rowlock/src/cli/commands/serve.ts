// rowlock serve: the Data API alone, with PostgREST's settings under their own names. It knows of no project and no keys
// but the one `jwt-secret`.

import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { parseConfigFile } from "../../config/postgrest/config-file.ts";
import {
  type PostgrestConfig,
  readPostgrestConfig,
} from "../../config/postgrest/postgrest-config.ts";
import type { SettingTexts } from "../../config/postgrest/setting-source.ts";
import { SETTINGS } from "../../config/postgrest/setting-table.ts";
import { rowlockError } from "../../errors/registry.ts";
import { askReady } from "../../stack/serve/ask-ready.ts";
import { runServe } from "../../stack/serve/run-serve.ts";
import { createServeLog } from "../../stack/serve/serve-log.ts";
import type { ServeOptions } from "../../stack/serve/serve-options.ts";
import { type CommandIo, outputOf } from "../command-io.ts";

interface OwnOptions {
  readonly dbUrl?: string;
  readonly basePath: string;
  readonly workers: number;
  readonly ready?: boolean;
  readonly appSetting?: SettingTexts;
  readonly [setting: string]: unknown;
}

const NOTES = `
Each setting counts from PGRST_... in the environment too (--db-schemas is PGRST_DB_SCHEMAS), from FILE, and from the
database (db-config); the database's comes first, then the flag, the environment, the file. What is in a flag is seen in
the list of processes: give secrets by the environment, or as @ and the path of a file.

The login of db-uri should be NOINHERIT, no superuser and without privileges of its own: a request then has those of
the role that its token names, and nothing else. It must be a member of each role that tokens name.

SIGUSR1 reads the schema anew, SIGUSR2 the settings; so do NOTIFY pgrst and NOTIFY pgrst, 'reload config'.
SIGTERM lets running requests end.`;

export function serveCommand(io: CommandIo): Command {
  const command = new Command("serve")
    .description("the Data API alone, in PostgREST's place: its settings, against any database")
    .argument("[file]", "a configuration file as PostgREST reads it")
    .addOption(new Option("--db-url <url>", "the same as --db-uri").conflicts("dbUri"))
    .option("--base-path <path>", "what stands before the paths, such as /rest/v1", parsePath, "")
    .option("--workers <n>", "how many processes share the port", parseWorkers, 1)
    .option("--ready", "ask the running server's /ready, and end with 0 or 1")
    .addOption(
      new Option(
        "--app-setting <name=value>",
        "app.settings.<name> in the database; repeatable",
      ).argParser(addAppSetting),
    );
  for (const option of SETTING_OPTIONS.values()) command.addOption(option);
  return command
    .addHelpText("after", NOTES)
    .action((file: string | undefined, options: OwnOptions) => run(file, { options, io }));
}

/** By the setting's name. The value may be left out where the setting is a yes or no. */
const SETTING_OPTIONS: ReadonlyMap<string, Option> = new Map(
  SETTINGS.map(({ name, summary, isFlag }) => [
    name,
    new Option(`--${name} ${isFlag ? "[true|false]" : "<value>"}`, summary),
  ]),
);

interface RunContext {
  readonly options: OwnOptions;
  readonly io: CommandIo;
}

async function run(file: string | undefined, { options, io }: RunContext): Promise<void> {
  const sources = { file: file && resolve(io.cwd, file), flags: flagsOf(options), io };
  const readConfig: ServeOptions["readConfig"] = (database) => readConfigFrom(sources, database);
  if (options.ready === true) {
    io.exitCode = await tellReady(readConfig(), io);
    return;
  }
  io.exitCode = await runServe({
    readConfig,
    basePath: options.basePath,
    workers: options.workers,
    log: createServeLog({
      stdout: io.stdout,
      stderr: io.stderr,
      now: Date.now,
      prefix: cluster.worker ? `[worker ${cluster.worker.id}] ` : "",
    }),
    signal: io.signal,
    // A handler also keeps SIGUSR1 from opening Node's debugger, and SIGUSR2 from ending the process.
    onReload(listener) {
      process.on("SIGUSR1", () => listener("schema"));
      process.on("SIGUSR2", () => listener("config"));
    },
  });
}

interface ConfigSources {
  readonly file: string | undefined;
  readonly flags: SettingTexts;
  readonly io: CommandIo;
}

function readConfigFrom(
  { file, flags, io }: ConfigSources,
  database?: SettingTexts,
): PostgrestConfig {
  const environment = io.env;
  const texts =
    file && parseConfigFile(readSettingFile(file).toString(), { path: file, environment });
  return readPostgrestConfig({
    flags,
    environment,
    ...(texts ? { file: texts } : {}),
    ...(database ? { database } : {}),
    readFile: (path) => readSettingFile(resolve(io.cwd, path)),
  });
}

function readSettingFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw rowlockError("CONFIG_INVALID", {
      message: `The file ${path}, which the settings name, can't be read`,
      details: (error as NodeJS.ErrnoException).code,
    });
  }
}

function flagsOf(options: OwnOptions): SettingTexts {
  const flags = new Map(options.appSetting);
  for (const [name, option] of SETTING_OPTIONS) {
    const value = options[option.attributeName()];
    if (value !== undefined) flags.set(name, String(value));
  }
  if (options.dbUrl !== undefined) flags.set("db-uri", options.dbUrl);
  return flags;
}

async function tellReady({ adminServer }: PostgrestConfig, io: CommandIo): Promise<number> {
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
