// An app as its folder shows it: framework, Clerk's SDKs, token form, variables. Reads, and changes nothing.
import { readdir } from "node:fs/promises";
import { absentServicesIn } from "../../gateway/absent-services.ts";
import { isEnvFile } from "./app-files.ts";
import { appVariables } from "./app-variables.ts";
import { declaredPackages, findClerkSdks } from "./clerk-sdk.ts";
import type { AbsentCall, AppFacts } from "./describe-app.ts";
import type { Environment } from "./environment.ts";
import { frameworkOf } from "./frameworks.ts";
import { tokenFormOf } from "./token-form.ts";

export interface ReadAppOptions {
  readonly directory: string;
  /** What readAppFiles gives. */
  readonly files: ReadonlyMap<string, string>;
  /** Every value that there is, by the names of `rowlock env`. */
  readonly values: Environment;
}

/** @throws RowlockError ENV_FILE_DAMAGED */
export async function readApp({ directory, files, values }: ReadAppOptions): Promise<AppFacts> {
  const [sdks, packages, names] = await Promise.all([
    findClerkSdks(directory),
    declaredPackages(directory),
    readdir(directory).catch((): string[] => []),
  ]);
  return {
    framework: frameworkOf(packages, names),
    sdks,
    tokenForm: tokenFormOf(files),
    variables: appVariables(files, values),
    absent: findAbsentServices(files),
  };
}

/** Each once, in the first file that calls it. */
function findAbsentServices(files: ReadonlyMap<string, string>): readonly AbsentCall[] {
  const found = new Map<string, string>();
  for (const [file, text] of files) {
    if (isEnvFile(file)) continue;
    for (const words of absentServicesIn(text)) if (!found.has(words)) found.set(words, file);
  }
  return [...found].map(([words, file]) => ({ words, file }));
}
