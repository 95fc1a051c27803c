// The environment of `rowlock dev -- COMMAND`: everything of Rowlock's, under every framework's names and under the names
// that the app itself reads, and what a developer should be told of the app before it starts.
import { readAppFiles } from "./app-files.ts";
import { describeApp, nameApp } from "./describe-app.ts";
import type { Environment } from "./environment.ts";
import { FRAMEWORKS, frameworkEnvironment } from "./frameworks.ts";
import { withClerkApi } from "./node-options.ts";
import { readApp } from "./read-app.ts";

export interface CommandEnvironmentOptions {
  /** The app's folder. */
  readonly directory: string;
  /** What `rowlock env --json` names. */
  readonly full: Environment;
  /** Values that only an app which names them gets. */
  readonly onDemand: Environment;
  /** The version of Node.js that runs the app. */
  readonly node: string;
  /** What NODE_OPTIONS is already. */
  readonly nodeOptions: string | undefined;
}

export interface CommandEnvironment {
  readonly environment: Environment;
  /** What the app is taken for. */
  readonly name: string | undefined;
  readonly notices: readonly string[];
}

/** @throws RowlockError ENV_FILE_DAMAGED */
export async function commandEnvironment(
  options: CommandEnvironmentOptions,
): Promise<CommandEnvironment> {
  const { directory, full, onDemand, node, nodeOptions } = options;
  const files = await readAppFiles(directory);
  const app = await readApp({ directory, files, values: { ...full, ...onDemand }, node });
  const known: Environment = Object.assign(
    { ...full },
    ...FRAMEWORKS.map((name) => frameworkEnvironment(name, full)),
  );
  return {
    environment: {
      ...known,
      ...underOlderNames(known),
      ...app.variables.given,
      NODE_OPTIONS: withClerkApi(nodeOptions),
    },
    name: nameApp(app),
    notices: describeApp(app),
  };
}

/**
 * The name that most apps read. It is given unasked: the command may be of an app whose sources lie outside of the
 * project's folder, and one that got the address must not keep a hosted project's key.
 */
function underOlderNames(known: Environment): Environment {
  const keys = Object.entries(known).filter(([name]) => name.endsWith("SUPABASE_KEY"));
  return Object.fromEntries(keys.map(([name, key]) => [name.replace(/KEY$/, "ANON_KEY"), key]));
}
