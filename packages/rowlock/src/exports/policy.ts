// `rowlock/policy`: `rowlock audit` and `rowlock prove` as functions that give data. The database that is judged is only
// read; what is attacked is a copy on this machine.
import type { Drift } from "../policy/judged/drift.ts";
import type { Judged } from "../policy/judged/judged.ts";
import type { Proof } from "../policy/prove/proof.ts";
import { auditProject, type ProjectAudit } from "../policy-commands/audit-project.ts";
import { proveProject } from "../policy-commands/prove-project.ts";
import { openProject } from "../project/open-project.ts";

export type { Drift, Judged, ProjectAudit, Proof };

export interface JudgeOptions {
  /** What `env(NAME)` in the files may name, besides the project's `.env` files. Default: process.env. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where the project's ports begin. Default: as its files say. */
  readonly portBase?: number | undefined;
  /** True: a replay of the migrations is judged, whatever database there is. */
  readonly migrations?: boolean | undefined;
  /** Another database than the project's, by its URL. */
  readonly databaseUrl?: string | undefined;
  /** Told what a person should know meanwhile, in a sentence. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

export interface ProveOptions extends JudgeOptions {
  /** Only these relations, as `schema.name`. Default: all that the API shows. */
  readonly only?: readonly string[] | undefined;
  /** The people's tokens are those of this JWT template. Default: session tokens. */
  readonly template?: string | undefined;
}

/**
 * Judges policies, grants, views and functions of a project's database by reading them.
 * @throws an error with a `code`, as `rowlock audit` ends with: PROJECT_NOT_FOUND, CONFIG_INVALID, DATABASE_UNREACHABLE, ...
 * @example
 * import { audit } from "rowlock/policy";
 *
 * const { report } = await audit(".", { migrations: true });
 * for (const { level, id, message } of report.findings) console.log(level, id, message);
 */
export async function audit(
  directory: string,
  { env = process.env, portBase, onNotice = ignore, ...options }: JudgeOptions = {},
): Promise<ProjectAudit> {
  const opened = await openProject({ directory, env, portBase });
  return auditProject({ ...options, opened, onNotice, onJudged: ignore });
}

/**
 * Tries with real tokens and requests, on a copy made for this, to reach the rows of others. Takes seconds to minutes.
 * @throws an error with a `code`, as `rowlock prove` ends with: PROJECT_NOT_FOUND, CONFIG_INVALID, DATABASE_UNREACHABLE, ...
 * @example
 * import { prove } from "rowlock/policy";
 *
 * const { proof } = await prove(".", { migrations: true });
 * console.log(proof.verdict, proof.leaks.length);
 */
export async function prove(
  directory: string,
  { env = process.env, portBase, onNotice = ignore, ...options }: ProveOptions = {},
): Promise<{ readonly judged: Judged; readonly proof: Proof }> {
  const opened = await openProject({ directory, env, portBase });
  return proveProject({ ...options, opened, onNotice, onJudged: ignore, onProgress: ignore });
}

function ignore(): void {}
