// Carries out a plan of `rowlock init`, step by step.
// Guarantee: nothing that is there is overwritten, not even what came into being since the plan was made.
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { Framework } from "../environment/environment.ts";
import { writeEnvironmentFile } from "../environment/environment-file.ts";
import { openProject } from "../open-project.ts";
import type { InitStep } from "./init-step.ts";
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
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, step.content, { flag: "wx" });
      });
    case "folder":
      return guarded(step, async () => void (await mkdir(path, { recursive: true })));
    case "lines":
      return guarded(step, async () => {
        const before = await readFile(path, "utf8").catch(() => "");
        const gap = before === "" ? "" : before.endsWith("\n") ? "\n" : "\n\n";
        await appendFile(path, `${gap}# Rowlock\n${step.lines.join("\n")}\n`);
      });
    case "environment":
      return guarded(step, async () => {
        // Read again: the files that say the ports are there only now. Makes the project's keys.
        const { environment } = await openProject({ directory, env });
        await writeEnvironmentFile(path, environmentFor(framework, environment));
      });
  }
}

async function guarded(step: InitStep, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof RowlockError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw rowlockError("INIT_INTERRUPTED", {
      message:
        code === "EEXIST"
          ? `${step.path} has come into being in the meantime, and is left as it is`
          : `${step.path} can't be added: ${code}`,
      hint: "What was added before it stays. Run init again: it goes on from there",
      cause,
    });
  }
}
