// Carries out a plan of `rowlock init`, step by step.
// Guarantee: nothing that is there is overwritten, not even what came into being since the plan was made.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import type { RowlockError } from "../../errors/rowlock-error.ts";
import { appendToFile, createFile, makeFolder, replaceFile } from "../../files/write-file.ts";
import { writeEnvironmentFile } from "../environment/environment-file.ts";
import type { Framework } from "../environment/frameworks.ts";
import { openProject } from "../open-project.ts";
import type { InitStep } from "./init-step.ts";
import { exposeInConfig } from "./old-grants.ts";
import { withScripts } from "./plan-scripts.ts";
import { environmentFor } from "./survey-project.ts";

export interface ApplyInitOptions {
  readonly directory: string;
  readonly framework: Framework | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called after each step. */
  readonly onDone: (step: InitStep) => void;
}

/** @throws INIT_INTERRUPTED, and what reading the project and writing its state throw */
export async function applyInit(
  steps: readonly InitStep[],
  options: ApplyInitOptions,
): Promise<void> {
  for (const step of steps) {
    await applyStep(step, options);
    options.onDone(step);
  }
}

async function applyStep(step: InitStep, options: ApplyInitOptions): Promise<void> {
  const { directory, framework, env } = options;
  const path = join(directory, step.path);
  switch (step.kind) {
    case "file":
      return guarded(step, async () => {
        makeFolder(dirname(path), { within: directory });
        createFile(path, step.content, { within: directory });
      });
    case "folder":
      return guarded(step, async () => makeFolder(path, { within: directory }));
    case "lines":
      return guarded(step, async () => {
        const before = await readFile(path, "utf8").catch(() => "");
        const gap = before === "" ? "" : before.endsWith("\n") ? "\n" : "\n\n";
        const text = `${gap}# Rowlock\n${step.lines.join("\n")}\n`;
        appendToFile(path, text, { within: directory });
      });
    case "scripts":
      return guarded(step, async () => {
        const text = withScripts(await readFile(path, "utf8"), step.scripts);
        replaceFile(path, text, { within: directory });
      });
    case "old grants":
      return guarded(step, async () => {
        const text = exposeInConfig(await readFile(path, "utf8"));
        if (text !== undefined) replaceFile(path, text, { within: directory });
      });
    case "environment":
      return guarded(step, async () => {
        // Read again: the files that say the ports are there only now. Makes the project's keys.
        const opened = await openProject({ directory, env, mayBeNew: true });
        await writeEnvironmentFile(path, {
          environment: environmentFor(framework, await opened.environment()),
          within: directory,
        });
      });
  }
}

async function guarded(step: InitStep, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { code } = cause as RowlockError;
    if (code !== "FILE_EXISTS" && code !== "FILE_UNWRITABLE") throw cause;
    throw rowlockError("INIT_INTERRUPTED", {
      message:
        code === "FILE_EXISTS"
          ? `${step.path} has come into being in the meantime, and is left as it is`
          : (cause as RowlockError).message,
      hint: "What was added before it stays. Run init again: it goes on from there",
      cause,
    });
  }
}
