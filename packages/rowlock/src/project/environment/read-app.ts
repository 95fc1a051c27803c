// An app as its folder shows it: framework, Clerk's SDKs, token form, variables. Reads, and changes nothing.
import { readdir } from "node:fs/promises";
import { absentServicesIn } from "../../gateway/absent-services.ts";
import { isEnvFile } from "./app-files.ts";
import { appVariables } from "./app-variables.ts";
import { findClerkSdks } from "./clerk-sdk.ts";
import type { AbsentCall, AppFacts } from "./describe-app.ts";
import type { Environment } from "./environment.ts";
import { frameworkOf, hasServer } from "./frameworks.ts";
import { declaredPackages } from "./installed-packages.ts";
import { findStrandedSupabase } from "./supabase-sdk.ts";
import { tokenFormOf } from "./token-form.ts";

export interface ReadAppOptions {
  readonly directory: string;
  /** What readAppFiles gives. */
  readonly files: ReadonlyMap<string, string>;
  /** Every value that there is, by the names of `rowlock env`. */
  readonly values: Environment;
  /** The version of Node.js that runs the app. */
  readonly node: string;
}

/** @throws RowlockError ENV_FILE_DAMAGED */
export async function readApp(options: ReadAppOptions): Promise<AppFacts> {
  const { directory, files, values, node } = options;
  const [sdks, packages, names] = await Promise.all([
    findClerkSdks(directory),
    declaredPackages(directory),
    readdir(directory).catch((): string[] => []),
  ]);
  const framework = frameworkOf(packages, names);
  const seesToIt = [...files.values()].some((text) => GIVES_WEBSOCKET.test(text));
  return {
    framework,
    sdks,
    stranded: seesToIt || !hasServer(framework) ? [] : await findStrandedSupabase(directory, node),
    tokenForm: tokenFormOf(files),
    variables: appVariables(files, values),
    absent: findAbsentServices(files),
  };
}

/** The app gives its runtime a WebSocket itself, or names one to supabase-js. */
const GIVES_WEBSOCKET = /globalThis[^;]*\bWebSocket\b|\btransport\s*:/;

/** Each once, in the first file that calls it. */
function findAbsentServices(files: ReadonlyMap<string, string>): readonly AbsentCall[] {
  const found = new Map<string, string>();
  for (const [file, text] of files) {
    if (isEnvFile(file)) continue;
    for (const words of absentServicesIn(text)) if (!found.has(words)) found.set(words, file);
  }
  return [...found].map(([words, file]) => ({ words, file }));
}
