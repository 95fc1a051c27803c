// rowlock hosted: the hosted pair, looked at.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Command } from "commander";
import { type Variables, withEnvironmentFiles } from "../../config/environment-files.ts";
import { loadProject } from "../../config/project.ts";
import { rowlockError } from "../../errors/registry.ts";
import { createApi } from "../../hosted/ask.ts";
import { checkPair, exitCodeOf } from "../../hosted/check-pair.ts";
import type { CheckLine } from "../../hosted/checks/line.ts";
import { readClerkInstance } from "../../hosted/clerk-instance.ts";
import { readSupabaseProject } from "../../hosted/supabase-project.ts";
import { findHostedAccess, type HostedAccess } from "../../project/hosted/hosted-access.ts";
import { hostedWanted } from "../../project/hosted/hosted-wanted.ts";
import {
  type CommandIo,
  groupOnProject,
  outputOf,
  type ProjectOptions,
  projectCommand,
} from "../command-io.ts";
import type { Output } from "../output/output.ts";

export function hostedCommand(command: Command, io: CommandIo): void {
  groupOnProject(command).addCommand(checkCommand(io));
}

interface CheckOptions extends ProjectOptions {
  readonly projectRef?: string;
  readonly envFile?: string;
  readonly production?: boolean;
}

function checkCommand(io: CommandIo): Command {
  return projectCommand("check", "look at the hosted pair, and change nothing")
    .option("--project-ref <ref>", "the Supabase project, instead of the linked one")
    .option("--env-file <path>", "the variables that the app gets at its host")
    .option("--production", "the Clerk instance may be a production one")
    .addHelpText(
      "after",
      "\nReads CLERK_SECRET_KEY and SUPABASE_ACCESS_TOKEN; with CLERK_PLATFORM_API_KEY the claims of session tokens too.\nExits with 0 when all is right, 1 when something is wrong, 3 when something could not be looked at.",
    )
    .action(async (options: CheckOptions) => {
      const output = outputOf(io, options);
      const project = await loadProject(resolve(io.cwd, options.dir), { env: io.env });
      const env = await withEnvironmentFiles(project.directory, io.env);
      const app = options.envFile === undefined ? env : await readFileOf(io, options.envFile);
      const { supabaseDirectory } = project;
      const access = await findHostedAccess({ env, supabaseDirectory, ref: options.projectRef });
      const wanted = await hostedWanted(project, { app, production: options.production === true });
      const progress = output.progress("Asking Supabase and Clerk");
      const pair = await readPair(access, (text) => progress.update(text));
      progress.end();
      const lines = checkPair(pair, wanted);
      io.exitCode = exitCodeOf(lines);
      if (output.isJson) return output.json({ project: access.ref, checks: lines });
      for (const line of lines) tell(output, line);
    });
}

async function readFileOf(io: CommandIo, path: string): Promise<Variables> {
  const whole = resolve(io.cwd, path);
  try {
    return parseEnv(await readFile(whole, "utf8"));
  } catch (cause) {
    throw rowlockError("CONFIG_INVALID", {
      message: `${whole} can't be read: ${(cause as NodeJS.ErrnoException).code}`,
      hint: "Name a file of NAME=value lines with --env-file",
      cause,
    });
  }
}

async function readPair(access: HostedAccess, onWait: (text: string) => void) {
  const shared = { fetch, onWait };
  const supabase = createApi({
    ...shared,
    baseUrl: access.supabaseUrl,
    bearer: access.supabaseToken,
  });
  const clerk = (bearer: string) =>
    createApi({
      ...shared,
      baseUrl: access.clerkUrl,
      bearer,
      headers: { "clerk-api-version": "2026-05-12" },
    });
  const { platformKey } = access;
  const [project, instance] = await Promise.all([
    readSupabaseProject(supabase, access.ref),
    readClerkInstance({
      backend: clerk(access.clerkSecretKey),
      platform: platformKey === undefined ? undefined : clerk(platformKey),
      publicApi: (issuer) => createApi({ ...shared, baseUrl: issuer }),
    }),
  ]);
  return { supabase: project, clerk: instance, now: Date.now() };
}

const MARKS = { ok: "✔", wrong: "✖", unknown: "?" } as const;
const COLORS = { ok: "green", wrong: "red", unknown: "yellow" } as const;

function tell(output: Output, { check, state, text, fix }: CheckLine): void {
  output.line(`${output.style(COLORS[state], MARKS[state])} ${check.padEnd(18)} ${text}`);
  if (fix !== undefined) output.note(fix);
}
